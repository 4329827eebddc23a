using System.Diagnostics.CodeAnalysis;

namespace NewsApi.Http;

/// <summary>A value that can stand in a query string and says itself how it is read.</summary>
public interface IParameterValue<TSelf>
    where TSelf : IParameterValue<TSelf>
{
    /// <param name="text">The decoded text, never empty.</param>
    /// <param name="value">What it means.</param>
    /// <param name="fault">Otherwise a sentence that says what is wrong with it.</param>
    static abstract bool TryRead(
        string text,
        [NotNullWhen(true)] out TSelf? value,
        [NotNullWhen(false)] out string? fault
    );

    /// <summary>One way to write a value for all that mean the same.</summary>
    /// <param name="value">What is meant.</param>
    /// <param name="text">As it was written.</param>
    static virtual string Write(TSelf value, string text) => text;

    /// <summary>How it is written, for the OpenAPI document.</summary>
    static virtual ParameterForm Form => ParameterForm.Text;
}

/// <summary>One query parameter as it was given: read, or faulty; null stands for one that is absent. Binding never fails,
/// so that the validator can list every fault of a request under its parameter's name; the framework alone would stop at the
/// first, and name none.</summary>
public sealed class Parameter<T> : IParameter
    where T : IParameterValue<T>
{
    private Parameter(T? value, string text, string? fault) => (Value, Text, Fault) = (value, text, fault);

    public static ParameterForm Form => T.Form;

    public string? Fault { get; }

    public string Text { get; }

    /// <summary>The type's default when the parameter is faulty; no operation runs with such a one.</summary>
    public T? Value { get; }

    public static bool TryParse(string? text, IFormatProvider? provider, out Parameter<T> result)
    {
        if (string.IsNullOrEmpty(text))
            result = new(default, "", "A value is missing. Leave the parameter out to get its default.");
        else if (T.TryRead(text, out var value, out var fault))
            result = new(value, T.Write(value, text), null);
        else
            result = new(default, text, fault);
        return true;
    }
}

/// <summary>A <see cref="Parameter{T}"/> whose type of value does not matter.</summary>
public interface IParameter
{
    /// <summary>What is wrong with it, as a sentence for the client; null when it could be read.</summary>
    string? Fault { get; }

    /// <summary>As it is written in the normal form; as it was written where it could not be read.</summary>
    string Text { get; }
}
