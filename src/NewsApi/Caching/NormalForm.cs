using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;
using NewsApi.Http;

namespace NewsApi.Caching;

/// <summary>Makes of all requests for the same one request: parameters in the order of the documentation, each written in one
/// way, under the path as it is mapped. Requests that differ in nothing else have the same answer, with the same links.</summary>
internal sealed class NormalForm
{
    private readonly IReadOnlyList<(int Argument, IReadOnlyList<PropertyInfo> Parameters)> _queries;

    private NormalForm(IReadOnlyList<(int, IReadOnlyList<PropertyInfo>)> queries) => _queries = queries;

    /// <summary>For a handler.</summary>
    public static NormalForm Of(MethodInfo handler) =>
        new([
            .. handler
                .GetParameters()
                .Select((parameter, index) => (parameter, index))
                .Where(argument => argument.parameter.IsDefined(typeof(AsParametersAttribute)))
                .Select(argument =>
                    (
                        argument.index,
                        (IReadOnlyList<PropertyInfo>)
                            [
                                .. argument
                                    .parameter.ParameterType.GetProperties()
                                    .Where(property => property.PropertyType.IsAssignableTo(typeof(IParameter))),
                            ]
                    )
                ),
        ]);

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
        from property in query.Parameters
        let parameter = property.GetValue(value) as IParameter
        where parameter is not null
        select KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(property.Name), parameter.Text);

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
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => http
                            .Request.RouteValues[parameter.Name]
                            ?.ToString(),
                        _ => throw new NotSupportedException($"A route has a {part.GetType().Name}."),
                    }
                );
            }
        }
        return path.ToString();
    }
}
