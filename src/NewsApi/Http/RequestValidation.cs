using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace NewsApi.Http;

/// <summary>Refuses a request that carries anything this operation does not know or that its validators object to:
/// one answer with every fault.</summary>
public static class RequestValidation
{
    private const string RequestKey = "request";

    public static TBuilder ValidateRequests<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilterFactory(
            (factory, next) =>
            {
                var names = QueryNames(factory.MethodInfo).ToHashSet(StringComparer.Ordinal);
                var headers = HeaderNames(factory.MethodInfo);
                var validators = new Validators(factory.ApplicationServices);
                return async invocation =>
                {
                    var faults = new Faults();
                    var refused = CheckNames(invocation.HttpContext.Request, names, faults);
                    foreach (var (index, name) in headers)
                    {
                        if (invocation.Arguments[index] is IParameter { Fault: { } fault })
                            faults.Add(name, fault);
                    }
                    foreach (var argument in invocation.Arguments)
                        await ValidateAsync(validators, argument, refused, faults, invocation.HttpContext);
                    return faults.Count > 0 ? ProblemResult.Invalid(faults) : await next(invocation);
                };
            }
        );

    /// <summary>What is validated, as a part of a request.</summary>
    public static ValidationContext<T> Of<T>(T argument, HttpContext http) =>
        new(argument) { RootContextData = { [RequestKey] = http } };

    /// <summary>The request that is validated: some rules hang on who sends it.</summary>
    public static HttpContext Request<T>(this ValidationContext<T> context) =>
        (HttpContext)context.RootContextData[RequestKey];

    /// <summary>The query parameters that a handler takes: the members of its <see cref="AsParametersAttribute"/> types.</summary>
    private static IEnumerable<string> QueryNames(MethodInfo handler) =>
        handler
            .GetParameters()
            .Where(parameter => parameter.IsDefined(typeof(AsParametersAttribute)))
            .SelectMany(parameter => parameter.ParameterType.GetProperties())
            .Where(property => property.PropertyType.IsAssignableTo(typeof(IParameter)))
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    /// <summary>The headers that a handler takes as parameters, and which of its arguments they are.</summary>
    private static List<(int Index, string Name)> HeaderNames(MethodInfo handler) =>
        [
            .. handler
                .GetParameters()
                .Select((parameter, index) => (index, parameter.GetCustomAttribute<FromHeaderAttribute>()?.Name))
                .Where(header => header.Name is not null)
                .Select(header => (header.index, header.Name!)),
        ];

    /// <returns>The names refused. Binding takes names that differ in case for one and the same, and all values of a name for
    /// one, so what it read under such a name means nothing.</returns>
    private static IReadOnlySet<string> CheckNames(HttpRequest request, HashSet<string> known, Faults faults)
    {
        if (!request.QueryString.HasValue)
            return FrozenSet<string>.Empty;
        var refused = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var given = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            var name = pair.DecodeName().ToString();
            given[name] = given.GetValueOrDefault(name) + 1;
        }
        foreach (var (name, times) in given)
        {
            if (known.Contains(name) && times == 1)
                continue;
            refused.Add(name);
            if (!known.Contains(name))
                faults.Add(
                    name,
                    known.Count == 0
                        ? "This operation takes no query parameters."
                        : $"There is no parameter of this name.{NearestName.Suggestion(name, known)}"
                );
            else
                faults.Add(name, $"Given {times} times; a parameter may stand once.");
        }
        return refused;
    }

    private static async Task ValidateAsync(
        Validators validators,
        object? argument,
        IReadOnlySet<string> refused,
        Faults faults,
        HttpContext http
    )
    {
        if (argument is IFaultyBody body)
        {
            foreach (var (pointer, message) in body.Faults)
                faults.Add(pointer, message);
            argument = body.Content;
        }
        if (argument is null || validators.For(argument.GetType()) is not { } validator)
            return;
        var outcome = await validator.ValidateAsync(Of(argument, http), http.RequestAborted);
        foreach (var failure in outcome.Errors.Where(failure => !refused.Contains(failure.PropertyName)))
            faults.Add(failure.PropertyName, failure.ErrorMessage);
    }

    /// <summary>Those of one operation, looked for once.</summary>
    private sealed class Validators(IServiceProvider services)
    {
        private readonly ConcurrentDictionary<Type, IValidator?> _known = new();

        public IValidator? For(Type type) =>
            _known.GetOrAdd(
                type,
                static (type, services) =>
                    services.GetService(typeof(IValidator<>).MakeGenericType(type)) as IValidator,
                services
            );
    }
}
