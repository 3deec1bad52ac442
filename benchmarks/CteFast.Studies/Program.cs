using CteFast.Studies;

// Run from the root of the repository.
switch (args)
{
    case ["accuracy"]:
        Accuracy.Print();
        return 0;
    default:
        Console.Error.WriteLine("""
            dotnet run -c Release --project benchmarks/CteFast.Studies -- COMMAND

              accuracy   error of Shapley estimates on the sample against exact values, at several budgets, as a Markdown table
            """);
        return 1;
}
