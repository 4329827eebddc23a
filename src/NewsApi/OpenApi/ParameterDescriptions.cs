using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using NewsApi.Http;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.OpenApi;

/// <summary>Describes a parameter by what its value says of its own form, by the attributes that also its validation goes by,
/// and by its doc comment.</summary>
internal sealed class ParameterDescriptions(XmlTexts texts) : IParameterFilter
{
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter is not OpenApiParameter described || context.ParameterInfo is not { } declared)
            return;
        var form = Form(declared);
        if (form is not null)
            described.Schema = form.Words is null ? Schema(form, declared) : Words(form.Words, declared, context);
        if (declared.Member is PropertyInfo member)
            Describe(described, texts.Of(member));
        // Headers alone are not in camelCase.
        if (declared.GetCustomAttribute<FromHeaderAttribute>()?.Name is { } header)
            described.Name = header;
        if (declared.IsDefined(typeof(RequiredAttribute)))
            described.Required = true;
        if (form?.Words is { } words)
            described.Description += texts.Legend(words);
    }

    private static ParameterForm? Form(ParameterInfo declared) =>
        declared.ParameterType.IsAssignableTo(typeof(IParameter))
            ? (ParameterForm?)declared.ParameterType.GetProperty(nameof(Parameter<>.Form))?.GetValue(null)
            : declared.GetCustomAttribute<WrittenAsAttribute>()?.Form;

    /// <summary>An enumeration is a component of its own, so that generated clients have one type for it.</summary>
    private OpenApiSchemaReference Words(Type enumeration, ParameterInfo declared, ParameterFilterContext context)
    {
        var repository = context.SchemaRepository;
        if (!repository.TryLookupByType(enumeration, out var known))
        {
            repository.RegisterType(enumeration, enumeration.Name);
            known = repository.AddDefinition(
                enumeration.Name,
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. Enum.GetNames(enumeration).Select(Word)],
                    Description = texts.Of(enumeration) + texts.Legend(enumeration),
                }
            );
        }
        return new OpenApiSchemaReference(known.Reference.Id!, context.Document) { Default = Default(declared) };
    }

    private static OpenApiSchema Schema(ParameterForm form, ParameterInfo declared)
    {
        var schema = new OpenApiSchema
        {
            Type =
                form.IsWholeNumber ? JsonSchemaType.Integer
                : form.IsYesOrNo ? JsonSchemaType.Boolean
                : JsonSchemaType.String,
            Format =
                form.IsLarge ? "int64"
                : form.IsWholeNumber ? "int32"
                : null,
            Pattern = form.Pattern,
            MaxLength = form.MaxLength,
            Default = Default(declared),
        };
        if (form.IsLarge)
            (schema.Minimum, schema.Maximum) = ("0", long.MaxValue.ToString(CultureInfo.InvariantCulture));
        if (declared.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema.Minimum = Convert.ToString(range.Minimum, CultureInfo.InvariantCulture);
            schema.Maximum = Convert.ToString(range.Maximum, CultureInfo.InvariantCulture);
        }
        return schema;
    }

    private static JsonNode? Default(ParameterInfo declared) =>
        declared.GetCustomAttribute<DefaultValueAttribute>()?.Value switch
        {
            null => null,
            Enum word => Word(word.ToString()),
            int number => number,
            bool yes => yes,
            var other => throw new NotSupportedException($"{declared.Name} has a default of {other.GetType()}."),
        };

    private static void Describe(OpenApiParameter parameter, (string? Text, string? Example) comment)
    {
        parameter.Description = comment.Text;
        if (comment.Example is { } example)
            parameter.Example = parameter.Schema?.Type switch
            {
                JsonSchemaType.Integer => int.Parse(example, CultureInfo.InvariantCulture),
                JsonSchemaType.Boolean => bool.Parse(example),
                _ => example,
            };
    }

    private static JsonNode Word(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
