namespace NewsApi.LocalPostgres;

/// <summary>PostgreSQL refuses to run as root; a server started by root runs as an account with few rights.</summary>
internal static class ServerAccount
{
    private static readonly string[] Candidates = ["postgres", "_postgres", "nobody"];

    /// <param name="folder">If one of the accounts has this folder already, it is taken again.</param>
    /// <returns>The account to run the server as; null for this process's own.</returns>
    public static async Task<string?> ChooseAsync(string? folder, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        if (folder is not null && await OwnerOfAsync(folder, ct) is { } owner && Candidates.Contains(owner))
            return owner;
        foreach (var name in Candidates)
        {
            if ((await ExternalProgram.RunAsync("id", ["-u", name], "/", ct)).Succeeded)
                return name;
        }
        throw new LocalPostgresException(
            "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' for it: "
                + "make one, or start News API as an ordinary user."
        );
    }

    public static async Task GiveAsync(string account, IEnumerable<string> paths, CancellationToken ct)
    {
        var answer = await ExternalProgram.RunAsync("chown", [account, .. paths], "/", ct);
        if (!answer.Succeeded)
            throw new LocalPostgresException(
                $"The folder of the database could not be given to the account '{account}': choose another folder "
                    + $"with LocalPostgres:DataFolder.\n{answer.Complaint}"
            );
    }

    // The third column, by the rules of POSIX.
    private static async Task<string?> OwnerOfAsync(string folder, CancellationToken ct)
    {
        var listing = await ExternalProgram.RunAsync("ls", ["-ld", Path.GetFullPath(folder)], "/", ct);
        return listing.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2);
    }
}
