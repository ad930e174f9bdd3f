using System;
using System.Net.Http;
using System.Text;
using System.Threading;
using AppServices.Http;

namespace AppServices.Tests.Client.Documents;

/// <summary>Replies whose body is a text that is cut into pieces.</summary>
internal static class StreamedReply
{
    public static AppReply Of(string text, params int[] cuts) => Of(Encoding.UTF8.GetBytes(text), cuts);

    public static AppReply Of(byte[] text, params int[] cuts)
    {
        var request = new AppRequest(HttpMethod.Get, "/", "Reading");
        var body = new ReplyStream(
            new HttpResponseMessage(), new PieceStream(text, cuts), wire: null, request, new Uri("http://127.0.0.1"),
            new RequestOptions { Timeout = Timeout.InfiniteTimeSpan }, _ => { });
        return new AppReply(200, "application/json", "1", []) { Stream = body };
    }
}
