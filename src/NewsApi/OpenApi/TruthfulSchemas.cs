using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using NewsApi.Http;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.OpenApi;

/// <summary>Makes schemas say what the JSON really looks like where Swashbuckle guesses otherwise.</summary>
internal sealed class TruthfulSchemas(XmlTexts texts) : ISchemaFilter
{
    private static readonly NullabilityInfoContext Nullability = new();

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema described)
            return;
        // What is absent is left out, in answers and in requests: null stands nowhere.
        described.Type &= ~JsonSchemaType.Null;
        if (context.MemberInfo is { } member)
            Restrict(described, member);
        else if (context.ParameterInfo is null)
            Shape(described, context);
    }

    private static void Restrict(OpenApiSchema schema, MemberInfo member)
    {
        if (member.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            schema.Enum =
            [
                .. allowed.Values.Select(value => value is int number ? (JsonNode)number : value!.ToString()!),
            ];
        if (member.GetCustomAttribute<DataTypeAttribute>() is { CustomDataType: { } format })
            schema.Format = format;
        if (member.GetCustomAttribute<WrittenAsAttribute>()?.Form is { } form)
        {
            var text = schema.Items as OpenApiSchema ?? schema;
            (text.Pattern, text.MaxLength) = (form.Pattern, form.MaxLength);
            if (form.IsLarge)
                (text.Minimum, text.Maximum) = ("0", long.MaxValue.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Shape(OpenApiSchema schema, SchemaFilterContext context)
    {
        foreach (var name in WithDefault(context.Type))
            schema.Required?.Remove(name);
        if (context.Type.IsEnum)
            schema.Description += texts.Legend(context.Type);
        if (context.Type.GetCustomAttribute<JsonFormsAttribute>() is { } forms)
        {
            Empty(schema);
            // No value fits two shapes, so this says the same as oneOf, from which NSwag makes C# that does not compile.
            schema.AnyOf = [.. forms.Shapes.Select(shape => Generate(shape, context))];
        }
        else if (context.Type.IsGenericType && context.Type.GetGenericTypeDefinition() == typeof(MergePatch<>))
            Loosen(schema, context.Type.GetGenericArguments()[0], context);
        else if (context.Type.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false) is not null)
            Unite(schema, context);
        else if (context.Type.BaseType?.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false) is { } parent)
            Mark(schema, parent.TypeDiscriminatorPropertyName!, context.Type);
    }

    /// <summary>What a client may leave out: members with a default have a setter, and no others do. A type that adds to another
    /// for an answer shows all that it inherits.</summary>
    private static IEnumerable<string> WithDefault(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(member => member.SetMethod is { IsPublic: true } setter && !IsInit(setter))
            .Where(member => !member.IsDefined(typeof(RequiredAttribute)))
            .Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name));

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    /// <summary>A merge patch has any of the members of what it changes, and null for those to remove.</summary>
    private void Loosen(OpenApiSchema schema, Type changed, SchemaFilterContext context)
    {
        var whole = (OpenApiSchemaReference)Generate(changed, context);
        var described = context.SchemaRepository.Schemas[whole.Reference.Id!];
        var mayGo = changed
            .GetProperties()
            .Where(member => Nullability.Create(member).ReadState == NullabilityState.Nullable)
            .Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name))
            .ToHashSet(StringComparer.Ordinal);
        schema.Description = $"Members to change; `null` removes one. {texts.Of(changed)}";
        schema.Required = null;
        schema.Properties = described.Properties!.ToDictionary(
            member => member.Key,
            member => mayGo.Contains(member.Key) ? OrNull(member.Value) : member.Value
        );
    }

    private static OpenApiSchema OrNull(IOpenApiSchema schema) =>
        new() { Description = schema.Description, AnyOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }] };

    /// <summary>A union is one of its cases: each has another constant for its kind, so no value fits two, and anyOf says the same
    /// as oneOf. Not with OpenAPI's discriminator, of which NSwag makes C# that fails to compile or to read.</summary>
    private static void Unite(OpenApiSchema schema, SchemaFilterContext context)
    {
        Empty(schema);
        schema.AnyOf =
        [
            .. context
                .Type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
                .Select(derived => Generate(derived.DerivedType, context)),
        ];
    }

    /// <summary>A case of a union stands alone, with its discriminator as a constant.</summary>
    private static void Mark(OpenApiSchema schema, string discriminator, Type type)
    {
        var name = type.BaseType!.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
            .First(derived => derived.DerivedType == type)
            .TypeDiscriminator!.ToString();
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            [discriminator] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Const = name,
                Description = "Kind of this object.",
            },
        }
            .Concat(schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            .ToDictionary();
        schema.Required = new HashSet<string>((schema.Required ?? new HashSet<string>()).Prepend(discriminator));
    }

    private static IOpenApiSchema Generate(Type type, SchemaFilterContext context) =>
        context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);

    private static void Empty(OpenApiSchema schema)
    {
        (schema.Type, schema.Properties, schema.Required) = (null, null, null);
        (schema.AdditionalProperties, schema.AdditionalPropertiesAllowed) = (null, true);
    }
}
