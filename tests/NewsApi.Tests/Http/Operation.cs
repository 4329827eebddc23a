namespace NewsApi.Tests.Http;

/// <summary>An operation of the API as tests call it.</summary>
/// <param name="Id">Its <c>operationId</c> in the OpenAPI document.</param>
/// <param name="Path">With the names of something in the sample newsroom.</param>
/// <param name="Parameters">Everything it takes in the query.</param>
public sealed record Operation(string Id, string Path, params IReadOnlyList<QueryParameter> Parameters)
{
    /// <summary>For operations with a body: one that is good.</summary>
    public string? Body { get; init; }

    /// <summary>Media type of its answer.</summary>
    public string MediaType { get; init; } = "application/json";

    /// <summary>Whether it has this form alone, and refuses a request that does not take it.</summary>
    public bool IsOfOneForm { get; init; } = true;

    /// <summary>Whether there is no answer without the database.</summary>
    public bool NeedsDatabase { get; init; } = true;

    /// <summary>Whether its answer has validators and is good for conditional requests.</summary>
    public bool IsConditional { get; init; } = true;

    public HttpMethod Method => Body is null ? HttpMethod.Get : HttpMethod.Post;

    /// <summary>A good request but for these parameters, given as they stand in the query, escapes and all.</summary>
    public string With(params IReadOnlyCollection<string> parameters)
    {
        var required = Parameters
            .Where(parameter => parameter.IsRequired)
            .Where(parameter => !parameters.Any(given => given.Split('=')[0] == parameter.Name))
            .Select(parameter => $"{parameter.Name}={parameter.Good}");
        var query = string.Join('&', required.Concat(parameters));
        return query.Length == 0 ? Path : $"{Path}?{query}";
    }

    public override string ToString() => Id;
}

/// <summary>A query parameter with examples, percent-escaped.</summary>
/// <param name="Name">As in the contract.</param>
/// <param name="Good">A value that is accepted.</param>
/// <param name="Bad">Values that are refused, each for itself, under the parameter's name.</param>
public sealed record QueryParameter(string Name, string Good, params IReadOnlyList<string> Bad)
{
    public bool IsRequired { get; init; }
}
