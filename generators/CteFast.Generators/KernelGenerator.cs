namespace CteFast.Generators;
