using CteFast.Data;

namespace CteFast.Explain.Tests;

/// <summary>Rows of a user's own type: explained in its members, without a word about columns.</summary>
public sealed class RowExplainerTests
{
    private static readonly Loan[] Loans = [.. Enumerable.Range(0, 24).Select(i => new Loan(20 + i * 7 % 50, i % 3 == 0 ? "Lyon" : i % 3 == 1 ? "Paris" : null, i % 2 == 0, i % 5, i % 4) { Id = i })];

    private static double Predict(Loan loan) => (loan.City == "Lyon" ? 10 : loan.City is null ? 5 : 0) + (loan.Income < 40 ? 1 : 3) + (loan.Owner ? 2 : 0) + loan.Rooms * loan.Floor;

    [Fact]
    public void Explain_TypedRows_TheirMembersHaveTheValues()
    {
        RowExplainer<Loan> explainer = Explainer.Create<Loan>(Predict, Loans, new ExplainOptions { Method = ExplainMethod.Exact, ModelRows = 100_000 });
        RowExplanation<Loan> explanation = explainer.Explain(new Loan(30, "Lyon", true, 2, 3) { Id = 99 });
        Assert.Equal(["Income", "City", "Owner", "size"], explanation.Explanation.FeatureNames);
        Assert.Equal(10 + 1 + 2 + 6, explanation.Explanation.Prediction(0)[0], 1e-5);
        double city = Loans.Average(loan => loan.City == "Lyon" ? 10.0 : loan.City is null ? 5 : 0), owner = Loans.Average(loan => loan.Owner ? 2.0 : 0), income = Loans.Average(loan => loan.Income < 40 ? 1.0 : 3);
        Assert.Equal(("City", "Lyon"), (explanation.For(Loan.Features.City).Name, explanation.For(Loan.Features.City).Text));
        Assert.Equal(10 - city, explanation.For(Loan.Features.City).Value, 1e-5);
        Assert.Equal(2 - owner, explanation.For(Loan.Features.Owner).Value, 1e-5);
        Assert.Equal(1 - income, explanation.For(Loan.Features.Income).Value, 1e-5);
        // Both are one feature.
        Assert.Equal(explanation.For(Loan.Features.Rooms), explanation.For(Loan.Features.Floor));
        Assert.Equal("size", explanation.For(Loan.Features.Floor).Name);
        Assert.Equal(6 - Loans.Average(loan => (double)loan.Rooms * loan.Floor), explanation.For(Loan.Features.Floor).Value, 1e-5);
    }

    [Fact]
    public void Explain_TextThatIsNotKnown_IsMissingAndSaid()
    {
        RowExplainer<Loan> explainer = Explainer.Create<Loan>(Predict, Loans, new ExplainOptions { Method = ExplainMethod.Exact, ModelRows = 100_000 });
        RowExplanation<Loan> explanation = explainer.Explain([new Loan(30, "Nice", true, 2, 3), new Loan(30, null, true, 2, 3)]);
        Assert.Equal(explanation.For(Loan.Features.City, row: 1), explanation.For(Loan.Features.City, row: 0));
        Assert.Equal(["City: 1 value is no level that is known, and taken for missing"], explanation.Explanation.Notes);
        Assert.Throws<ArgumentOutOfRangeException>(() => explanation.For(Loan.Features.City, row: 2));
    }
}

/// <summary>A loan with a city that may be missing and two features that are one.</summary>
[FeatureRow]
internal readonly partial record struct Loan(float Income, string? City, bool Owner, [Feature(Group = "size")] int Rooms, [Feature(Group = "size")] int Floor)
{
    [NotAFeature]
    public int Id { get; init; }
}
