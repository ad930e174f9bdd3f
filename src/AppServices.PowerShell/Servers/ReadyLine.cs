using System;

namespace AppServices.Servers;

/// <summary>The line with which the server says that it answers: <c>Ready: http://127.0.0.1:9090 serving shop-qwert,todo-abcde</c>.</summary>
internal static class ReadyLine
{
    public static bool TryParse(string line, out Uri? address, out string[]? appIds)
    {
        address = null;
        appIds = null;
        string[] words = line.Split(' ');
        if (words is not ["Ready:", { } url, "serving", { Length: > 0 } apps] || !Uri.TryCreate(url, UriKind.Absolute, out address)) return false;
        appIds = apps.Split(',');
        return true;
    }
}
