// A user's program: everything it uses of the library comes out of packages. Arguments: the folder of the packages, their version.
foreach (Func<string> part in (Func<string>[])[() => PackageContents.Run(args[0], args[1]), OwnKernel.Run, OwnModel.Run, OwnNetwork.Run, TrainingRows.Run, OwnPipeline.Run, OwnTable.Run, OwnRow.Run])
    Console.WriteLine(part());
