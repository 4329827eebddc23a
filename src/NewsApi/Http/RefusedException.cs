namespace NewsApi.Http;

/// <summary>A refusal from where no result can be returned: binding, middleware, the midst of a transaction.</summary>
public sealed class RefusedException(ProblemType type, string detail) : Exception(detail)
{
    public ProblemType Type { get; } = type;

    /// <summary>Adds members to the problem before it is sent.</summary>
    public Func<Problem, Problem>? With { get; init; }

    /// <summary>A request with these faults.</summary>
    public static RefusedException Invalid(Faults faults) =>
        new(ProblemType.InvalidRequest, faults.ToString())
        {
            With = problem => problem with { Errors = faults.ToDictionary() },
        };

    /// <summary>A request with this one fault.</summary>
    public static RefusedException Invalid(string name, string message)
    {
        var faults = new Faults();
        faults.Add(name, message);
        return Invalid(faults);
    }
}
