using System.Reflection;
using System.Text.Json;
using FluentValidation;

namespace NewsApi.Http;

/// <summary>Refuses a request that carries anything this operation does not know or that its validators object to:
/// one answer with every fault.</summary>
public static class RequestValidation
{
    public static TBuilder ValidateRequests<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilterFactory(
            (factory, next) =>
            {
                var names = QueryNames(factory.MethodInfo).ToHashSet(StringComparer.Ordinal);
                return async invocation =>
                {
                    var faults = new Faults();
                    CheckNames(invocation.HttpContext.Request.Query, names, faults);
                    foreach (var argument in invocation.Arguments)
                        await ValidateAsync(invocation.HttpContext, argument, faults);
                    return faults.Count > 0 ? ProblemResult.Invalid(faults) : await next(invocation);
                };
            }
        );

    /// <summary>The query parameters that a handler takes: the members of its <see cref="AsParametersAttribute"/> types.</summary>
    private static IEnumerable<string> QueryNames(MethodInfo handler) =>
        handler
            .GetParameters()
            .Where(parameter => parameter.IsDefined(typeof(AsParametersAttribute)))
            .SelectMany(parameter => parameter.ParameterType.GetProperties())
            .Where(property => property.PropertyType.IsAssignableTo(typeof(IParameter)))
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    private static void CheckNames(IQueryCollection query, HashSet<string> known, Faults faults)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
                faults.Add(
                    name,
                    known.Count == 0
                        ? "This operation takes no query parameters."
                        : $"There is no parameter of this name.{NearestName.Suggestion(name, known)}"
                );
            else if (values.Count > 1)
                faults.Add(name, $"Given {values.Count} times; a parameter may stand once.");
        }
    }

    private static async Task ValidateAsync(HttpContext http, object? argument, Faults faults)
    {
        if (argument is IFaultyBody body)
        {
            foreach (var (pointer, message) in body.Faults ?? [])
                faults.Add(pointer, message);
            argument = body.Content;
        }
        if (
            argument is null
            || http.RequestServices.GetService(typeof(IValidator<>).MakeGenericType(argument.GetType()))
                is not IValidator validator
        )
            return;
        var outcome = await validator.ValidateAsync(new ValidationContext<object>(argument), http.RequestAborted);
        foreach (var failure in outcome.Errors)
            faults.Add(failure.PropertyName, failure.ErrorMessage);
    }
}
