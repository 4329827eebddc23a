using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace NewsApi.Limiting;

/// <summary>Whom a request comes from, as far as its address tells: of IPv6 the first 64 bits, since the rest is the client's to
/// choose.</summary>
internal readonly record struct ClientAddress(ulong Prefix, bool IsVersion4)
{
    private const int Length = 16;

    public static ClientAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[Length];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsVersion4: true)
            : new(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsVersion4: false);
    }

    public override string ToString() => $"{(IsVersion4 ? 4 : 6)}-{Prefix:x}";
}
