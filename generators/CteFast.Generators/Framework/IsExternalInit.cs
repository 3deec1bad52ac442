namespace System.Runtime.CompilerServices;

/// <summary>Lets records be declared against netstandard2.0.</summary>
internal static class IsExternalInit;
