using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace NewsApi.Http;

/// <summary>The one place where a failure becomes an answer. Whatever went wrong, the client gets a problem, and nothing of
/// the inside: no exception text, no type name, no SQL.</summary>
public static partial class ErrorAnswers
{
    internal const string SendJson = "Send the body as application/json, in UTF-8 and without Content-Encoding.";

    internal static readonly string SendLess =
        $"The body may have {RequestLimits.MaxBodyLength} bytes; this one has more.";

    /// <summary>When to come back after the database was out of reach, in seconds.</summary>
    private const int RetryAfterSeconds = 2;

    public static IApplicationBuilder UseErrorAnswers(this IApplicationBuilder app) =>
        app.UseDeclaredTypes()
            .UseExceptionHandler(
                new ExceptionHandlerOptions
                {
                    ExceptionHandler = AnswerExceptionAsync,
                    SuppressDiagnosticsCallback = context => !IsOurFault(context.Exception),
                }
            )
            .UseStatusCodePages(context => AnswerStatusAsync(context.HttpContext));

    /// <summary>Keeps browsers from taking an answer for anything else than its <c>Content-Type</c> says: answers quote what
    /// clients sent.</summary>
    private static IApplicationBuilder UseDeclaredTypes(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                // At the last moment: whoever answers for an exception clears the headers first.
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers.XContentTypeOptions = "nosniff";
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );

    private static Task AnswerExceptionAsync(HttpContext http)
    {
        var exception = http.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error;
        var (type, detail) = Explain(exception);
        if (type == ProblemType.Unavailable)
        {
            http.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
            LogUnavailable(Log(http), exception.GetType().Name);
        }
        return new ProblemResult(type, detail) { With = (exception as RefusedException)?.With }.ExecuteAsync(http);
    }

    /// <summary>What a client is told of a failure.</summary>
    internal static (ProblemType Type, string Detail) Explain(Exception exception) =>
        exception switch
        {
            RefusedException refused => (refused.Type, refused.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (
                ProblemType.PayloadTooLarge,
                SendLess
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => (
                ProblemType.BadRequest,
                "The body came too slowly to wait for it."
            ),
            BadHttpRequestException bad => (
                ProblemType.ForStatus(bad.StatusCode),
                "The request could not be read as HTTP."
            ),
            _ when IsDatabaseAway(exception) => (
                ProblemType.Unavailable,
                "The database can't be reached or is too busy to answer in time."
            ),
            _ => (ProblemType.InternalError, "An unexpected fault. It has been recorded under the traceId."),
        };

    private static Task AnswerStatusAsync(HttpContext http)
    {
        if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed && Methods.CompleteAllow(http))
            return Task.CompletedTask;
        var type = ProblemType.ForStatus(http.Response.StatusCode);
        var detail = type.Status switch
        {
            StatusCodes.Status404NotFound => "There is nothing at this address.",
            StatusCodes.Status405MethodNotAllowed =>
                $"{http.Request.Method} is not allowed here, only {http.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType =>
                $"The body's Content-Type is none that this operation takes. Most take {MediaTypes.JsonName}, imports {MediaTypes.JsonLines}.",
            _ => type.Title + ".",
        };
        return new ProblemResult(type, detail).ExecuteAsync(http);
    }

    // A client that hung up, a request we refused and a database that is away are no faults of this program: they are
    // answered and counted, not logged as errors.
    private static bool IsOurFault(Exception exception) =>
        exception is not (RefusedException or BadHttpRequestException or OperationCanceledException)
        && !IsDatabaseAway(exception);

    /// <summary>Whether a failure comes from the database not being there, or not answering in time.</summary>
    internal static bool IsDatabaseAway(Exception exception) =>
        exception switch
        {
            // Nothing can be written where a primary has become a standby, or to a managed server with a disk that is nearly full.
            PostgresException postgres => postgres.IsTransient
                || postgres.SqlState
                    is PostgresErrorCodes.QueryCanceled
                        or PostgresErrorCodes.ObjectInUse
                        or PostgresErrorCodes.ReadOnlySqlTransaction,
            NpgsqlException npgsql => npgsql.IsTransient
                || npgsql.InnerException is SocketException or TimeoutException or IOException,
            TimeoutException => true,
            _ => false,
        };

    private static ILogger Log(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("NewsApi.Http.ErrorAnswers");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answered 503: the database is away ({Exception})")]
    private static partial void LogUnavailable(ILogger logger, string exception);
}
