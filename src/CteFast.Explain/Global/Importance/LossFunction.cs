namespace CteFast.Explain.Global.Importance;

/// <summary>How far a prediction is from its label; the losses of rows are averaged.</summary>
public enum LossFunction
{
    /// <summary>(p − y)², averaged over the outputs.</summary>
    SquaredError,

    /// <summary>|p − y|, averaged over the outputs.</summary>
    AbsoluteError,

    /// <summary>
    /// −ln of the probability of the label's class: of one output p that of class 1, of several one a class. Probabilities below 2⁻²⁴, a
    /// float's distance from 1, count as that.
    /// </summary>
    CrossEntropy,

    /// <summary>1 unless the most probable class is the label's, 1 − accuracy; of one output p class 1 from 0.5 on.</summary>
    ClassificationError,
}
