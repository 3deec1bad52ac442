using CteFast.Cli;

using CancellationTokenSource cancellation = new();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = !cancellation.IsCancellationRequested;     // the second time, it ends at once
    cancellation.Cancel();
};
return CommandLine.Run(args, Terminal.OfProcess(), cancellation.Token);
