using CteFast.Studies;
using CteFast.Studies.Attribution;
using CteFast.Studies.Compression;
using CteFast.Studies.Explanations;
using CteFast.Studies.Models;
using CteFast.Studies.Picture;
using CteFast.Studies.Startup;
using CteFast.Studies.Tables;
using CteFast.Studies.Trees;

try
{
    switch (args)
    {
        case ["accuracy", .. string[] options]:
            AccuracyStudy.Run(StudyArguments.Parse("accuracy", options));
            return 0;
        case ["compression", .. string[] options]:
            CompressionStudy.Run(StudyArguments.Parse("compression", options));
            return 0;
        case ["explanation", .. string[] options]:
            ExplanationStudy.Run(StudyArguments.Parse("explanation", options));
            return 0;
        case ["models", .. string[] options]:
            ModelsStudy.Run(StudyArguments.Parse("models", options));
            return 0;
        case ["picture", .. string[] options]:
            PictureStudy.Run(StudyArguments.Parse("picture", options));
            return 0;
        case ["startup", .. string[] options]:
            StartupStudy.Run(StudyArguments.Parse("startup", options));
            return 0;
        case ["tables", .. string[] options]:
            TablesStudy.Run(StudyArguments.Parse("tables", options));
            return 0;
        case ["trees", .. string[] options]:
            TreesStudy.Run(StudyArguments.Parse("trees", options));
            return 0;
        case ["attribution", .. string[] options]:
            AttributionStudy.Run(StudyArguments.Parse("attribution", options));
            return 0;
        case [LargeScoring.Command, .. string[] options]:
            LargeScoring.Report(options);
            return 0;
        case [FirstCall.Command, .. string[] options]:
            FirstCall.Report(options);
            return 0;
        case [ReadTableStudy.Command, .. string[] options]:
            ReadTableStudy.Report(options);
            return 0;
        case [LargeInput.Command, .. string[] options]:
            LargeInput.Report(options);
            return 0;
        default:
            Console.Error.WriteLine("""
                dotnet run -c Release --project benchmarks/CteFast.Studies -- COMMAND

                  accuracy      error of Shapley estimates on the sample against exact values, at several budgets
                  compression   time, memory and MMD of compression against goodpoints and the machine's limits
                  explanation   error of explanations at equal model rows, for every NAME.csv with NAME_mlp.json or NAME_xgb.json beside it
                  models        predictions and Shapley values of other libraries' models against the libraries; speed of the doors to ONNX Runtime and ML.NET
                  picture       error of Shapley values against model rows, of every network; --update draws it in docs/error-by-model-rows.svg
                  startup       size, start-up, first explanation and compression of the tool, published just in time, ReadyToRun and ahead of time; needs gcc
                  tables        level and power of the two-sample test
                  trees         time and memory of predictions and exact values of trees, for every NAME.csv with NAME_xgb.json beside it
                  attribution   SOURCE and its relatives on digits against retraining and wrong labels; time and memory of a large network; what compression costs

                Options:

                    --quick       fewer repetitions of smaller things: under a minute
                    --data DIR    of all but accuracy: the folder of CSV files of numbers (NAME.csv or NAME_test.csv), the last column the target; tests/data/real unless given
                    --json FILE   also writes the numbers as JSON; - writes them to standard output and the tables to standard error
                    --update      also replaces this study's tables in docs/measurements.md

                Each prints Markdown tables.
                """);
            return 1;
    }
}
catch (Exception e) when (e is StudyException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"studies: {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
