namespace CteFast.Attribution.Training;

/// <summary>How batches are drawn.</summary>
public enum BatchSampling
{
    /// <summary>Every epoch is a new shuffle of all rows; those that fill no batch are left out of the epoch.</summary>
    Epochs,

    /// <summary>Every row of every batch is drawn anew from all rows, with replacement: what SOURCE's derivation assumes.</summary>
    Independent,
}
