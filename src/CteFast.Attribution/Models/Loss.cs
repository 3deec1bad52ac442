namespace CteFast.Attribution.Models;

/// <summary>What training makes small: a function of a row's outputs y and its target t.</summary>
public enum Loss
{
    /// <summary>½‖y − t‖²; a target is as many numbers as there are outputs.</summary>
    SquaredError,

    /// <summary>log(1 + e^−(2t−1)y) of one output, t being 0 or 1.</summary>
    Logistic,

    /// <summary>−log softmax(y)_t, t being a class from 0.</summary>
    SoftmaxCrossEntropy,
}
