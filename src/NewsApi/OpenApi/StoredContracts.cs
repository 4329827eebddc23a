using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using NewsApi.Http;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.OpenApi;

/// <summary>Describes a <see cref="Stored{T}"/> as what is stored in it, since that is what clients see.</summary>
internal sealed class StoredContracts(IOptions<JsonOptions> json, IOptions<SchemaGeneratorOptions> schemas)
    : ISerializerDataContractResolver
{
    private readonly JsonSerializerDataContractResolver _resolver = new(json.Value.SerializerOptions, schemas.Value);

    public DataContract GetDataContractForType(Type type) =>
        _resolver.GetDataContractForType(
            type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Stored<>)
                ? type.GetGenericArguments()[0]
                : type
        );
}
