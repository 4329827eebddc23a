using NewsApi.Http;

namespace NewsApi.OpenApi;

/// <summary>Says how a text or a number is written: a path parameter, a member of a body, or each text of a list.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public abstract class WrittenAsAttribute : Attribute
{
    public abstract ParameterForm Form { get; }
}

/// <inheritdoc/>
public sealed class WrittenAsAttribute<T> : WrittenAsAttribute
    where T : IParameterValue<T>
{
    public override ParameterForm Form => T.Form;
}
