using System.Runtime.InteropServices;
using CteFast.Cli.Commands;
using CteFast.Cli.Shell;

using CancellationTokenSource cancellation = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel), terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
return CommandLine.Run(args, Terminal.OfProcess(), cancellation.Token);

void Cancel(PosixSignalContext signal)
{
    signal.Cancel = !cancellation.IsCancellationRequested;     // the second time, it ends at once
    cancellation.Cancel();
}
