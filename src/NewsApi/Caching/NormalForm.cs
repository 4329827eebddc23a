using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing.Patterns;
using NewsApi.Http;

namespace NewsApi.Caching;

/// <summary>Makes of all requests for the same one request: parameters in the order of the documentation, each written in one
/// way, under the path as it is mapped. Requests that differ in nothing else have the same answer, with the same links.</summary>
internal sealed class NormalForm
{
    /// <summary>What tells the pages of a list apart comes last, as in the links from one page to the next.</summary>
    private static readonly string[] Last = ["page", "cursor"];

    private readonly IReadOnlyList<(string Name, int Argument, Func<object, IParameter?> Read)> _parameters;

    private NormalForm(IReadOnlyList<(string, int, Func<object, IParameter?>)> parameters) => _parameters = parameters;

    /// <summary>For a handler.</summary>
    public static NormalForm Of(MethodInfo handler) =>
        new([
            .. from argument in handler.GetParameters()
            where argument.IsDefined(typeof(AsParametersAttribute))
            from parameter in ParametersOf(argument.ParameterType)
            select (parameter.Name, argument.Position, Reader(parameter.Property)),
        ]);

    private static IEnumerable<(string Name, PropertyInfo Property)> ParametersOf(Type query) =>
        query
            .GetProperties()
            .Where(property => property.PropertyType.IsAssignableTo(typeof(IParameter)))
            .Select(property => (Name: JsonNamingPolicy.CamelCase.ConvertName(property.Name), property))
            .OrderBy(parameter => Array.IndexOf(Last, parameter.Name));

    /// <summary>Bound once, since it reads from each request.</summary>
    private static Func<object, IParameter?> Reader(PropertyInfo property) =>
        typeof(NormalForm)
            .GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(property.DeclaringType!)
            .CreateDelegate<Func<MethodInfo, Func<object, IParameter?>>>()
            .Invoke(property.GetMethod!);

    private static Func<object, IParameter?> Bind<TQuery>(MethodInfo getter)
        where TQuery : class
    {
        var read = getter.CreateDelegate<Func<TQuery, IParameter?>>();
        return query => read((TQuery)query);
    }

    /// <summary>Writes the request anew, so that its handler, too, sees but the normal form.</summary>
    /// <returns>Path and query.</returns>
    public string Apply(EndpointFilterInvocationContext invocation)
    {
        var request = invocation.HttpContext.Request;
        request.Path = Path(invocation.HttpContext);
        var query = new QueryBuilder();
        foreach (var (name, argument, read) in _parameters)
        {
            if (read(invocation.Arguments[argument]!) is { } given)
                query.Add(name, given.Text);
        }
        request.QueryString = query.ToQueryString();
        return request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
    }

    /// <summary>Routes do not look at the case of their fixed parts, nor at a slash at the end.</summary>
    private static PathString Path(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
            return http.Request.Path;
        var path = new StringBuilder();
        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            path.Append('/');
            foreach (var part in segment.Parts)
            {
                path.Append(
                    part switch
                    {
                        RoutePatternLiteralPart literal => literal.Content,
                        RoutePatternSeparatorPart separator => separator.Content,
                        RoutePatternParameterPart parameter => http.Request.RouteValues[parameter.Name]?.ToString(),
                        _ => throw new NotSupportedException($"A route has a {part.GetType().Name}."),
                    }
                );
            }
        }
        return path.ToString();
    }
}
