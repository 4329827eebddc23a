namespace NewsApi.LocalPostgres;

/// <summary>A local server could not be found, fetched or started. The message is meant for people: what is wrong and
/// what to do, and below it the last lines of the log where there is one.</summary>
public sealed class LocalPostgresException : Exception
{
    public LocalPostgresException(string message)
        : base(message) { }

    public LocalPostgresException(string message, Exception cause)
        : base(message, cause) { }
}
