using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Dense;

public sealed class NetworkDiagnosticTests
{
    [Theory]
    [InlineData("[DenseNetwork(4, 2)] public class Mine;")]
    [InlineData("[DenseNetwork(4, 2)] file partial class Mine;")]
    [InlineData("[DenseNetwork(4, 2)] public partial class Mine<T>;")]
    [InlineData("public partial class Outer { [DenseNetwork(4, 2)] public partial class Mine; }")]
    public void Class_ThatCannotBeCompleted_IsAnError(string source)
    {
        GeneratorRun run = GeneratorRun.OfNetworks(source);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("CTE0201", "Mine"), (diagnostic.Id, run.TextAt(diagnostic)));
        Assert.Empty(run.Emitted);
    }

    [Theory]
    [InlineData("DenseNetwork", "CTE0202", "the number of its features and of its outputs at least")]
    [InlineData("DenseNetwork()", "CTE0202", "the number of its features and of its outputs at least")]
    [InlineData("DenseNetwork(7)", "CTE0202", "the number of its features and of its outputs at least")]
    [InlineData("DenseNetwork(null)", "CTE0202", "the number of its features and of its outputs at least")]
    [InlineData("DenseNetwork(4, 0, 2)", "CTE0202", "width 1 is 0; widths lie between 1 and 65536")]
    [InlineData("DenseNetwork(4, 65537)", "CTE0202", "width 1 is 65537")]
    [InlineData("DenseNetwork(65536, 65536)", "CTE0202", "there are 4295032832 parameters, more than 268435448")]
    [InlineData("DenseNetwork(4, 2, Loss = Loss.Logistic)", "CTE0203", "a logistic loss has one output, not 2")]
    [InlineData("DenseNetwork(4, 1, Loss = Loss.SoftmaxCrossEntropy)", "CTE0203", "a softmax has two outputs at least")]
    [InlineData("DenseNetwork(4, 1, Loss = (Loss)77)", "CTE0203", "77 is no Loss")]
    [InlineData("DenseNetwork(4, 1, Activation = (Activation)(-1))", "CTE0203", "-1 is no Activation")]
    public void Attribute_ThatMakesNoNetwork_IsAnError(string attribute, string id, string message)
    {
        GeneratorRun run = GeneratorRun.OfNetworks($"[{attribute}] public partial class Mine;");
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal((id, attribute), (diagnostic.Id, run.TextAt(diagnostic)));
        Assert.Contains(message, diagnostic.GetMessage());
        Assert.Empty(run.Emitted);
    }
}
