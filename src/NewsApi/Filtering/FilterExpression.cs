using System.Diagnostics.CodeAnalysis;
using NewsApi.Http;

namespace NewsApi.Filtering;

/// <summary>A filter over the names of one kind (sections, tags, types, languages): the one grammar of this API.
/// <code>
/// filter  = any
/// any     = all *( "|" all )        ; or, the weakest
/// all     = operand *( "," operand ); and, binds tighter
/// operand = [ "-" ] ( name [ "~" ] / "(" any ")" )
/// name    = ( ALPHA / DIGIT ) *( ALPHA / DIGIT / "-" / "/" / "_" )
/// </code>
/// <c>-</c> is not; a name followed by <c>~</c> includes what lies below it.</summary>
public abstract record FilterExpression : IParameterValue<FilterExpression>
{
    private protected FilterExpression() { }

    public static ParameterForm Form { get; } =
        new() { Pattern = "^[A-Za-z0-9/_~,|()-]+$", MaxLength = FilterParser.MaxLength };

    /// <summary>Every name in the filter, from left to right, as often as it occurs.</summary>
    public abstract IEnumerable<NameFilter> Names { get; }

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out FilterExpression? value,
        [NotNullWhen(false)] out string? fault
    ) => FilterParser.TryParse(text, out value, out fault);

    /// <summary>The normal form, as long as it can be read again.</summary>
    public static string Write(FilterExpression value, string text) =>
        value.Normalise().ToString() is { Length: <= FilterParser.MaxLength } normal ? normal : text;
}

/// <summary>What bears this name.</summary>
/// <param name="Name">As written.</param>
/// <param name="WithDescendants">Whether what lies below it counts too.</param>
/// <param name="Offset">Where the name begins in the text, in characters from 0: for error messages.</param>
public sealed record NameFilter(string Name, bool WithDescendants, int Offset) : FilterExpression
{
    public override IEnumerable<NameFilter> Names => [this];

    public override string ToString() => WithDescendants ? Name + "~" : Name;
}

/// <summary>What the operand does not match.</summary>
public sealed record NotFilter(FilterExpression Operand) : FilterExpression
{
    public override IEnumerable<NameFilter> Names => Operand.Names;

    public override string ToString() => Operand is NameFilter ? $"-{Operand}" : $"-({Operand})";
}

/// <summary>What all operands match.</summary>
/// <param name="Operands">Two or more.</param>
public sealed record AllFilter(IReadOnlyList<FilterExpression> Operands) : FilterExpression
{
    public override IEnumerable<NameFilter> Names => Operands.SelectMany(operand => operand.Names);

    public override string ToString() =>
        string.Join(',', Operands.Select(operand => operand is AnyFilter ? $"({operand})" : operand.ToString()));
}

/// <summary>What any of the operands matches.</summary>
/// <param name="Operands">Two or more.</param>
public sealed record AnyFilter(IReadOnlyList<FilterExpression> Operands) : FilterExpression
{
    public override IEnumerable<NameFilter> Names => Operands.SelectMany(operand => operand.Names);

    public override string ToString() => string.Join('|', Operands);
}
