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

    private readonly IReadOnlyList<(
        int Argument,
        IReadOnlyList<(string Name, PropertyInfo Property)> Parameters
    )> _queries;

    private NormalForm(IReadOnlyList<(int, IReadOnlyList<(string, PropertyInfo)>)> queries) => _queries = queries;

    /// <summary>For a handler.</summary>
    public static NormalForm Of(MethodInfo handler) =>
        new([
            .. handler
                .GetParameters()
                .Select((parameter, index) => (parameter, index))
                .Where(argument => argument.parameter.IsDefined(typeof(AsParametersAttribute)))
                .Select(argument => (argument.index, ParametersOf(argument.parameter.ParameterType))),
        ]);

    private static IReadOnlyList<(string Name, PropertyInfo Property)> ParametersOf(Type query) =>
        [
            .. query
                .GetProperties()
                .Where(property => property.PropertyType.IsAssignableTo(typeof(IParameter)))
                .Select(property => (Name: JsonNamingPolicy.CamelCase.ConvertName(property.Name), property))
                .OrderBy(parameter => Array.IndexOf(Last, parameter.Name)),
        ];

    /// <summary>Writes the request anew, so that its handler, too, sees but the normal form.</summary>
    /// <returns>Path and query.</returns>
    public string Apply(EndpointFilterInvocationContext invocation)
    {
        var request = invocation.HttpContext.Request;
        request.Path = Path(invocation.HttpContext);
        request.QueryString = new QueryBuilder(Parameters(invocation)).ToQueryString();
        return request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
    }

    private IEnumerable<KeyValuePair<string, string>> Parameters(EndpointFilterInvocationContext invocation) =>
        from query in _queries
        let value = invocation.Arguments[query.Argument]
        from parameter in query.Parameters
        let given = parameter.Property.GetValue(value) as IParameter
        where given is not null
        select KeyValuePair.Create(parameter.Name, given.Text);

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
