namespace CteFast.Studies;

/// <summary>What the user can put right, in one line.</summary>
internal sealed class StudyException(string message) : Exception(message);
