namespace NewsApi.Http;

public static class MediaTypes
{
    public const string Json = "application/json; charset=utf-8";
}
