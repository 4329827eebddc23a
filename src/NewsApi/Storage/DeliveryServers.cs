using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>The servers that public answers are read from: one, or a primary with standbys, of which the standbys are preferred.
/// </summary>
/// <remarks>A standby lags behind. None is read from that has not come as far as this instance knows the change log to reach:
/// what was withdrawn would otherwise come back, and stay in caches. How far a standby has come is asked once for each
/// change, not for each answer.</remarks>
internal sealed class DeliveryServers : IAsyncDisposable
{
    private readonly NpgsqlDataSource _any;
    private readonly NpgsqlDataSource _primary;
    private readonly ConcurrentDictionary<string, LogPlace> _reached = new(StringComparer.Ordinal);
    private volatile LogPlace _needed = new(0, 0);

    /// <param name="builder">Names one host, or several.</param>
    public DeliveryServers(NpgsqlDataSourceBuilder builder)
    {
        HasStandbys = Connecting.HasSeveralHosts(builder.ConnectionString);
        if (!HasStandbys)
        {
            _any = _primary = builder.Build();
            return;
        }
        var all = builder.BuildMultiHost();
        _any = all.WithTargetSession(TargetSessionAttributes.PreferStandby);
        _primary = all.WithTargetSession(TargetSessionAttributes.Primary);
    }

    public DeliveryServers(NpgsqlDataSource only) => _any = _primary = only;

    public bool HasStandbys { get; }

    /// <summary>From here on nobody reads from a server that has not come so far.</summary>
    public void Require(long seq, long vocabulary) => _needed = new(seq, vocabulary);

    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (!HasStandbys)
            return await _any.OpenConnectionAsync(cancellationToken);
        var connection = await _any.OpenAnyAsync(cancellationToken);
        if (await HasReachedAsync(connection, _needed, cancellationToken))
            return connection;
        await connection.DisposeAsync();
        return await _primary.OpenAnyAsync(cancellationToken);
    }

    /// <summary>Opens a connection to the primary, where changes are announced; for want of one to a standby.</summary>
    public async ValueTask<NpgsqlConnection> OpenPrimaryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _primary.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException) when (HasStandbys)
        {
            return await _any.OpenAnyAsync(cancellationToken);
        }
    }

    /// <summary>Has every connection made anew when it is wanted again.</summary>
    public void Clear()
    {
        _any.Clear();
        _primary.Clear();
    }

    private async ValueTask<bool> HasReachedAsync(
        NpgsqlConnection connection,
        LogPlace needed,
        CancellationToken cancellationToken
    )
    {
        var server = $"{connection.Host}:{connection.Port}";
        if (_reached.TryGetValue(server, out var reached) && reached.Reaches(needed))
            return true;
        var now = await connection.QuerySingleAsync<LogPlace>(
            new("-- delivery.place\nselect seq, vocabulary from delivery.log_end", cancellationToken: cancellationToken)
        );
        _reached[server] = now;
        return now.Reaches(needed);
    }

    public async ValueTask DisposeAsync()
    {
        await _any.DisposeAsync();
        await _primary.DisposeAsync();
    }

    /// <param name="Seq">Of the last change.</param>
    /// <param name="Vocabulary">How often sections and tags have changed.</param>
    private sealed record LogPlace(long Seq, long Vocabulary)
    {
        public bool Reaches(LogPlace other) => Seq >= other.Seq && Vocabulary >= other.Vocabulary;
    }
}
