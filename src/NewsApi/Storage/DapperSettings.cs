using System.Data;
using Dapper;

namespace NewsApi.Storage;

/// <summary>How Dapper reads rows here: <c>published_at</c> into <c>PublishedAt</c>, instants as <see cref="DateTimeOffset"/>.</summary>
public static class DapperSettings
{
    private static int _applied;

    public static void Apply()
    {
        if (Interlocked.Exchange(ref _applied, 1) == 1)
            return;
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Dapper's own mapping must go first, or it wins over the handler.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new InstantHandler());
        // Asked for by name of the type, Npgsql gives the UTF-8 of a text or of JSON, and makes no string of it.
        SqlMapper.AddTypeMap(typeof(byte[]), DbType.Binary, useGetFieldValue: true);
    }

    /// <summary>timestamptz is an instant in UTC. An offset other than zero would make Npgsql throw in the middle of a write.</summary>
    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) =>
            value switch
            {
                DateTime instant => new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc)),
                DateTimeOffset instant => instant,
                _ => throw new InvalidCastException($"{value.GetType().Name} is not an instant."),
            };
    }
}
