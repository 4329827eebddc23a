namespace NewsApi.Access;

public static class AccessSetup
{
    public static void AddAccess(this WebApplicationBuilder builder) =>
        builder
            .Services.AddSingleton(AccessOptions.From(builder.Configuration))
            .AddSingleton<KeyStore>()
            .AddSingleton<KeyUses>()
            .AddHostedService(provider => provider.GetRequiredService<KeyUses>())
            .AddSingleton<OpenRequests>()
            .AddHostedService(provider => provider.GetRequiredService<OpenRequests>());
}
