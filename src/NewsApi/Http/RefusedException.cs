namespace NewsApi.Http;

/// <summary>A refusal from where no result can be returned: binding, middleware, a full pool.</summary>
public sealed class RefusedException(ProblemType type, string detail) : Exception(detail)
{
    public ProblemType Type { get; } = type;
}
