namespace NewsApi.OpenApi;

/// <summary>Names the shapes in which a type with a JSON converter of its own is written.</summary>
/// <param name="shapes">Types whose JSON looks the same.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class JsonFormsAttribute(params Type[] shapes) : Attribute
{
    public IReadOnlyList<Type> Shapes { get; } = shapes;
}
