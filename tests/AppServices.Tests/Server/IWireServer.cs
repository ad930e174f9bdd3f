using System.Net.Http;

namespace AppServices.Tests.Server;

/// <summary>A server that tests send requests to.</summary>
internal interface IWireServer
{
    /// <summary>A client whose base address is the server's.</summary>
    HttpClient Http { get; }
}
