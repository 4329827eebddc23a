using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace NewsApi.Licensing;

/// <summary>Whether the right to mine text and data is reserved (TDM Reservation Protocol, W3C community group report of 2024).
/// </summary>
/// <param name="Location" example="/">Which addresses it is about: a path, with all below it.</param>
/// <param name="Reservation" example="1">1: reserved. 0: not reserved.</param>
/// <param name="Policy" example="https://www.example.org/licensing">Where to ask for a licence.</param>
public sealed record TdmReservation(
    string Location,
    [property: JsonPropertyName("tdm-reservation"), Range(0, 1)] int Reservation,
    [property: JsonPropertyName("tdm-policy"), Url] string? Policy
)
{
    public static TdmReservation Of(string location, bool allowsTraining, string? policy) =>
        new(location, allowsTraining ? 0 : 1, policy);
}
