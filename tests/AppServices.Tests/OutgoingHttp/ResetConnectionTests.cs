using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Settings;
using AppServices.Tests.Client;
using Xunit;

namespace AppServices.Tests.OutgoingHttp;

/// <summary>A server that ends each connection at once is named as one that cannot be reached, whoever asks it.</summary>
public sealed class ResetConnectionTests
{
    [Fact]
    public async Task A_function_is_told()
    {
        await using var listener = new ResettingListener();
        using var client = new OutgoingClient(new OutgoingHttpSettings { Allowed = [IPNetwork.Parse("127.0.0.0/8")] });

        await ResettingListener.CallOftenAsync(async () => await Assert.ThrowsAsync<OutgoingHttpException>(() =>
            client.SendAsync(new OutgoingRequest(HttpMethod.Get, listener.Address), (_, _) => default, TestSession.Token)));
    }

    [Fact]
    public async Task A_login_by_a_provider_is_told()
    {
        await using var listener = new ResettingListener();
        using var http = new ProviderHttp();

        await ResettingListener.CallOftenAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, listener.Address);
            await Assert.ThrowsAsync<ProviderUnreachableException>(() => http.SendAsync("the provider", request, TestSession.Token));
        });
        await ResettingListener.CallOftenAsync(async () =>
            await Assert.ThrowsAsync<ProviderUnreachableException>(() => http.GetAsync(listener.Address)));
    }
}
