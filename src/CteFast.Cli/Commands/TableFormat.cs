using System.CommandLine;
using System.Text;
using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Data;
using CteFast.Tables;

namespace CteFast.Cli.Commands;

/// <summary>The options that say how a table is written. Without them that is found, and said.</summary>
internal sealed class TableFormat
{
    private static readonly (string Word, char Mark)[] Marks = [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("bar", '|'), ("point", '.'), ("blank", ' '), ("apostrophe", '\'')];

    private readonly Option<string[]> _drop = new("--drop")
    {
        Description = "Column that is not a feature; may be given several times",
        HelpName = "COL",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _schema = new("--schema")
    {
        Description = "JSON with the kinds of columns: {\"cut\": \"categorical\", \"depth\": \"numeric\"}, or what ctefast schema writes. "
            + "Without it, columns of text are categorical; empty cells are missing values",
        HelpName = "FILE",
    };

    private readonly Option<char?> _separator = Mark("--separator", "The character between fields: comma, semicolon, tab, bar or any other [default: found]");
    private readonly Option<char?> _decimal = Mark("--decimal", "The character before decimals: point or comma [default: found]");
    private readonly Option<char?> _thousands = Mark("--thousands", "The character between thousands, as in 1,234: comma, point, blank or apostrophe [default: none]");
    private readonly Option<bool> _currency = new("--currency") { Description = "Read over signs of currencies around numbers" };
    private readonly Option<bool> _noHeader = new("--no-header") { Description = "The first line is a row; columns are called x0, x1, …" };
    private readonly Option<int?> _skipLines = NumberOption.Count("--skip-lines", "Lines before the header that are no part of the table");

    private readonly Option<string?> _encoding = new("--encoding")
    {
        Description = "The file's encoding, such as latin1 [default: UTF-8, or UTF-16 with its mark]",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _missing = new("--missing")
    {
        Description = "Cell that says that a value is missing, such as ?; may be given several times. Empty cells, NA, N/A, NaN, null and None always do",
        HelpName = "TEXT",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _ignoreCase = new("--ignore-case") { Description = "Take yes, Yes and YES for one level" };
    private readonly Option<bool> _dates = new("--dates") { Description = "Read dates as days since 2000-01-01 [default: columns of dates are left out]" };

    private readonly Option<string?> _dateFormat = new("--date-format")
    {
        Description = "How dates are written where that is not year-month-day, such as dd/MM/yyyy",
        HelpName = "FORMAT",
    };

    private readonly Option<bool> _keepIds = new("--keep-ids") { Description = "Read columns of keys as numbers [default: they are left out]" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_drop, _schema, _separator, _decimal, _thousands, _currency, _noHeader, _skipLines, _encoding, _missing, _ignoreCase, _dates, _dateFormat, _keepIds])
            command.Add(option);
    }

    /// <summary>The file of the schema, which no result may replace.</summary>
    public string? SchemaPath(ParseResult parsed) => parsed.GetValue(_schema);

    /// <summary>The options as they were given.</summary>
    public TableOptions Options(ParseResult parsed)
    {
        string[] drop = parsed.GetRequiredValue(_drop);
        (FeatureSchema? schema, IReadOnlyDictionary<string, FeatureKind>? kinds) = parsed.GetValue(_schema) is { } path ? SchemaFile.Read(path) : (null, null);
        return new TableOptions
        {
            Drop = drop.Length > 0 ? drop : null,
            Schema = schema,
            Kinds = kinds,
            Separator = parsed.GetValue(_separator),
            DecimalComma = parsed.GetValue(_decimal) switch
            {
                null => null,
                ',' => true,
                '.' => false,
                char mark => throw new InputException($"--decimal takes point or comma, not {InputException.Quote([mark])}"),
            },
            Thousands = parsed.GetValue(_thousands),
            Currency = parsed.GetValue(_currency),
            HasHeader = parsed.GetValue(_noHeader) ? false : null,
            SkipLines = parsed.GetValue(_skipLines) ?? 0,
            Encoding = parsed.GetValue(_encoding) is { } name ? EncodingOf(name) : null,
            Missing = parsed.GetRequiredValue(_missing),
            IgnoreCase = parsed.GetValue(_ignoreCase),
            DatesAsNumbers = parsed.GetValue(_dates),
            DateFormat = parsed.GetValue(_dateFormat),
            KeepIds = parsed.GetValue(_keepIds),
        };
    }

    /// <summary>The option of the command line that an option of the library is.</summary>
    public static string? NameOf(string? option) => option switch
    {
        nameof(TableOptions.Drop) or nameof(TableOptions.Columns) => "--drop COL",
        nameof(TableOptions.Kinds) or nameof(TableOptions.Schema) => "--schema FILE",
        nameof(TableOptions.Targets) => "--target COL",
        nameof(TableOptions.Separator) => "--separator",
        nameof(TableOptions.DecimalComma) => "--decimal point or --decimal comma",
        nameof(TableOptions.Thousands) => "--thousands",
        nameof(TableOptions.Currency) => "--currency",
        nameof(TableOptions.HasHeader) => "--no-header",
        nameof(TableOptions.SkipLines) => "--skip-lines N",
        nameof(TableOptions.Encoding) => "--encoding NAME",
        nameof(TableOptions.Missing) => "--missing TEXT",
        nameof(TableOptions.IgnoreCase) => "--ignore-case",
        nameof(TableOptions.DatesAsNumbers) => "--dates",
        nameof(TableOptions.DateFormat) => "--date-format FORMAT",
        nameof(TableOptions.KeepIds) => "--keep-ids",
        nameof(TableSource.ReadBlocks) => "ctefast compress --method stream takes any size",
        _ => null,
    };

    private static Encoding EncodingOf(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            throw new InputException($"--encoding {name}: there is no such encoding here; utf-8, utf-16, latin1 and ascii are some that there are");
        }
    }

    private static Option<char?> Mark(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "CHAR",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            foreach ((string word, char mark) in Marks)
            {
                if (word == text) return mark;
            }

            if (text.Length == 1) return text[0];
            result.AddError($"{name} takes one character, or its name, such as {Marks[0].Word} or {Marks[1].Word}, not {InputException.Quote(text)}");
            return null;
        },
    };
}
