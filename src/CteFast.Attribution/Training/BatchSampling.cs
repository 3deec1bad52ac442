namespace CteFast.Attribution.Training;

/// <summary>How batches are drawn.</summary>
public enum BatchSampling
{
    /// <summary>Every epoch takes all rows in a new random order; rows left over that fill no batch are not used in that epoch.</summary>
    Epochs,

    /// <summary>Every row of every batch is drawn from all rows, with replacement. The derivation of SOURCE assumes this.</summary>
    Independent,
}
