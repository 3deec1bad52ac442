namespace CteFast.Attribution.Models;

/// <summary>The loss that training minimises: a function of a row's outputs y and its target t.</summary>
public enum Loss
{
    /// <summary>Regression: ½‖y − t‖², with one number in the target for each output.</summary>
    SquaredError,

    /// <summary>Two classes, one output: log(1 + e^−(2t−1)y), t being 0 or 1.</summary>
    Logistic,

    /// <summary>Two classes or more, one output for each: −log softmax(y)_t, t being the class from 0.</summary>
    SoftmaxCrossEntropy,
}
