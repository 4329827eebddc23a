using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using NewsApi.Http;
using NewsApi.LocalPostgres;
using Npgsql;

namespace NewsApi.Commands;

/// <summary>The program's command line: without a command it serves.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var fresh = new Option<bool>("--fresh") { Description = "Throw the private database away and start anew." };
        var sample = new Option<bool>("--sample") { Description = "Load the sample newsroom into an empty database." };

        // What is not known here is configuration (--urls, --Site:BaseUrl and the like) and goes to the host as it is.
        var serve = new RootCommand("News API: articles, sections and tags over HTTP. Without a command it serves.")
        {
            fresh,
            sample,
        };
        serve.TreatUnmatchedTokensAsErrors = false;
        serve.SetAction(
            (parsed, cancellationToken) =>
                ServeCommand.RunAsync(
                    Settings(parsed),
                    parsed.GetValue(fresh),
                    parsed.GetValue(sample),
                    cancellationToken
                )
        );

        var migrate = new Command(
            "migrate",
            "Bring the database of ConnectionStrings:Owner to this version's structure."
        )
        {
            sample,
        };
        migrate.TreatUnmatchedTokensAsErrors = false;
        migrate.SetAction(
            (parsed, cancellationToken) =>
                MigrateCommand.RunAsync(Settings(parsed), parsed.GetValue(sample), cancellationToken)
        );
        serve.Subcommands.Add(migrate);

        var url = new Option<string>("--url") { Description = "Where the service is; by default where it listens." };
        var health = new Command("health", "Ask the running service whether it is ready; exit with 0 or 1.") { url };
        health.TreatUnmatchedTokensAsErrors = false;
        health.SetAction(
            (parsed, cancellationToken) =>
                HealthCommand.RunAsync(Settings(parsed), parsed.GetValue(url), cancellationToken)
        );
        serve.Subcommands.Add(health);
        serve.Subcommands.Add(KeysCommand.Define(Settings));
        serve.Subcommands.Add(ImportCommand.Define(Settings));
        serve.Subcommands.Add(ExportCommand.Define(Settings));

        try
        {
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // Signals are the host's, which lets running requests finish; the default would cut them off after two seconds.
                ProcessTerminationTimeout = null,
            };
            return await serve.Parse(args).InvokeAsync(invocation);
        }
        catch (Exception exception) when (IsForTheUser(exception))
        {
            await Console.Error.WriteLineAsync($"newsapi: {exception.Message}");
            return 1;
        }
    }

    /// <summary>With the configuration of <c>appsettings.json</c> beside the program, wherever it was started from.</summary>
    internal static WebApplicationBuilder CreateBuilder(string[] args) =>
        WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );

    private static string[] Settings(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return SettingArguments.Checked(
            [.. parsed.UnmatchedTokens],
            command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(other => other.Name))
        );
    }

    /// <summary>Failures whose message says what to do; anything else keeps its stack trace.</summary>
    private static bool IsForTheUser(Exception exception) =>
        exception switch
        {
            LocalPostgresException or ConfigurationException => true,
            IOException { InnerException: AddressInUseException } => true,
            // The database is away or refuses the password.
            NpgsqlException => true,
            _ => false,
        };
}
