using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using FluentValidation;

namespace NewsApi.Http;

/// <summary>Validates the query parameters of an operation. Every parameter's own fault and its <see cref="RangeAttribute"/>
/// or <see cref="RequiredAttribute"/> are checked here, from the same declaration that the OpenAPI document is made of; rules between parameters are added by
/// the operation's own validator.</summary>
public abstract class QueryValidator<TQuery> : AbstractValidator<TQuery>
{
    private static readonly IReadOnlyList<Declaration> Declarations =
    [
        .. from property in typeof(TQuery).GetProperties()
        where property.PropertyType.IsAssignableTo(typeof(IParameter))
        let declared = typeof(TQuery)
            .GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .FirstOrDefault(parameter => parameter.Name == property.Name)
        select new Declaration(
            JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            property,
            declared?.GetCustomAttribute<RangeAttribute>(),
            declared?.IsDefined(typeof(RequiredAttribute)) ?? false
        ),
    ];

    protected QueryValidator() => RuleFor(query => query).Custom(CheckEachParameter);

    private static void CheckEachParameter(TQuery query, ValidationContext<TQuery> context)
    {
        foreach (var (name, property, range, required) in Declarations)
        {
            var parameter = (IParameter?)property.GetValue(query);
            if (parameter?.Fault is { } fault)
                context.AddFailure(name, fault);
            else if (required && parameter is null)
                context.AddFailure(name, "This parameter is required.");
            else if (range is not null && parameter is Parameter<WholeNumber> number)
                CheckRange(name, number.Value.Value, range, context);
        }
    }

    private static void CheckRange(string name, int number, RangeAttribute range, ValidationContext<TQuery> context)
    {
        if (number < (int)range.Minimum || number > (int)range.Maximum)
            context.AddFailure(name, $"Must be from {range.Minimum} to {range.Maximum}, not {number}.");
    }

    private sealed record Declaration(string Name, PropertyInfo Property, RangeAttribute? Range, bool Required);
}
