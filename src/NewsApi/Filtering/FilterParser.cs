using System.Diagnostics.CodeAnalysis;

namespace NewsApi.Filtering;

/// <summary>Reads the grammar of <see cref="FilterExpression"/> by recursive descent, one method for each of its rules.</summary>
internal sealed class FilterParser
{
    public const int MaxLength = 2000;
    public const int MaxDepth = 16;
    public const int MaxNames = 64;

    private readonly string _text;
    private int _position;
    private int _depth;
    private int _names;

    private FilterParser(string text) => _text = text;

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out FilterExpression? filter,
        [NotNullWhen(false)] out string? fault
    )
    {
        (filter, fault) = (null, null);
        if (text.Length > MaxLength)
        {
            fault = $"A filter may have {MaxLength} characters; this one has {text.Length}.";
            return false;
        }
        try
        {
            var parser = new FilterParser(text);
            filter = parser.Any();
            parser.ExpectEnd();
            return true;
        }
        catch (SyntaxException syntax)
        {
            fault = syntax.Message;
            filter = null;
            return false;
        }
    }

    private FilterExpression Any()
    {
        List<FilterExpression> operands = [All()];
        while (Take('|'))
            operands.Add(All());
        return operands is [var only] ? only : new AnyFilter(operands);
    }

    private FilterExpression All()
    {
        List<FilterExpression> operands = [Operand()];
        while (Take(','))
            operands.Add(Operand());
        return operands is [var only] ? only : new AllFilter(operands);
    }

    private FilterExpression Operand() =>
        Take('-') ? new NotFilter(Positive("a name or '('")) : Positive("a name, '-' or '('");

    private FilterExpression Positive(string expected)
    {
        if (!Take('('))
            return Name(expected);
        if (++_depth > MaxDepth)
            throw Fault($"parentheses may be nested {MaxDepth} deep");
        var inner = Any();
        if (!Take(')'))
            throw Fault("expected ')', ',' or '|'");
        _depth--;
        return inner;
    }

    private NameFilter Name(string expected)
    {
        var start = _position;
        // '-' belongs to names but for the first place, where it is the operator.
        if (_position >= _text.Length || !char.IsAsciiLetterOrDigit(_text[_position]))
            throw Fault("expected " + expected);
        while (_position < _text.Length && IsNameCharacter(_text[_position]))
            _position++;
        if (++_names > MaxNames)
            throw new SyntaxException($"A filter may name {MaxNames} things.");
        return new NameFilter(_text[start.._position], Take('~'), start);
    }

    private void ExpectEnd()
    {
        if (_position < _text.Length)
            throw Fault("expected ',', '|' or the end");
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '/' or '_';

    private bool Take(char expected)
    {
        if (_position >= _text.Length || _text[_position] != expected)
            return false;
        _position++;
        return true;
    }

    private SyntaxException Fault(string expectation) =>
        new(
            _position < _text.Length
                ? $"At offset {_position}, '{Show(_position)}': {expectation}."
                : $"At offset {_position}, the end: {expectation}."
        );

    // A character outside the basic plane is two; showing half of it would break the answer's UTF-8.
    private string Show(int position) =>
        char.IsHighSurrogate(_text[position]) && position + 1 < _text.Length
            ? _text.Substring(position, 2)
            : _text[position].ToString();

    private sealed class SyntaxException(string message) : Exception(message);
}
