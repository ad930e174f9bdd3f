using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.StaticHosting;

/// <summary>The web sites of apps (app-folder 1.13): one server with one for each way to answer what does not exist.</summary>
public sealed class SiteTests(SiteTests.Sites sites) : IClassFixture<SiteTests.Sites>
{
    private const string Html = "text/html; charset=utf-8";

    [Theory]
    [InlineData("/", 200, Html, "<h1>Home</h1>")]
    [InlineData("/index.html", 200, Html, "<h1>Home</h1>")]
    [InlineData("/?q=1", 200, Html, "<h1>Home</h1>")]
    [InlineData("/docs/", 200, Html, "<h1>Docs</h1>")]
    [InlineData("/app.js", 200, "text/javascript; charset=utf-8", "go();")]
    [InlineData("/a%20b.json", 200, "application/json", "{}")]
    [InlineData("/data.odd", 200, "application/octet-stream", "odd")]
    [InlineData("/.well-known/apple-app-site-association", 200, "application/json", "{\"applinks\":{}}")]
    [InlineData("/page", 200, "text/html", "<h1>Page</h1>")]
    [InlineData("/none.html", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    [InlineData("/docs/none/", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    [InlineData("/index.html/", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    [InlineData("/index.html/x", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    [InlineData("/.env", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    [InlineData("/.git/config", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    [InlineData("/..%2f..%2froot_config.json", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    [InlineData("/%2e%2e/config.json", 404, "application/json", null)]
    [InlineData("/link.json", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    [InlineData("/outside/root_config.json", 404, "text/plain; charset=utf-8", "404 Not Found\n")]
    public async Task A_file_is_sent_as_what_it_is(string path, int status, string type, string? text)
    {
        using HttpResponseMessage reply = await sites.GetAsync("/hosting/plain-abcde" + path);
        Assert.Equal((status, type), ((int)reply.StatusCode, reply.Content.Headers.NonValidated["Content-Type"].ToString()));
        if (text is not null) Assert.Equal(text, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        if (text is not null) Assert.Equal("no-cache", reply.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("/hosting/plain-abcde", 301, "/hosting/plain-abcde/")]
    [InlineData("/hosting/plain-abcde?a=1", 301, "/hosting/plain-abcde/?a=1")]
    [InlineData("/hosting/plain-abcde/docs", 301, "/hosting/plain-abcde/docs/")]
    [InlineData("/hosting/plain-abcde/moved", 301, "/hosting/plain-abcde/docs/")]
    [InlineData("/hosting/plain-abcde/gone-away", 301, "https://example.com/away")]
    public async Task Redirects_lead_on_within_the_site(string path, int status, string location)
    {
        // A host that a stranger makes up is told to nobody.
        foreach ((string, string)[] headers in ((string, string)[][])[[], [("Host", "evil.example.com")], [("X-Forwarded-Host", "evil.example.com")]])
        {
            using HttpResponseMessage reply = await sites.GetAsync(path, headers);
            Assert.Equal((status, location), ((int)reply.StatusCode, reply.Headers.Location!.OriginalString));
        }
    }

    [Theory]
    [InlineData("/hosting/plain-abcde", "/apps/hosting/plain-abcde/")]
    [InlineData("/hosting/plain-abcde/docs", "/apps/hosting/plain-abcde/docs/")]
    [InlineData("/hosting/plain-abcde/moved", "/apps/hosting/plain-abcde/docs/")]
    public async Task Redirects_lead_back_through_a_proxy_that_takes_a_path_off(string path, string location)
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync(
            options => options with { Settings = new ServerSettings { PublicUrl = new Uri("https://www.example.com/apps") } }, sites.Of("plain-abcde"));
        foreach (string before in (string[])["", "/apps"])
        {
            using HttpResponseMessage reply = await sites.GetAsync(server, before + path);
            Assert.Equal((301, location), ((int)reply.StatusCode, reply.Headers.Location!.OriginalString));
        }
    }

    [Fact]
    public async Task A_path_that_no_file_can_have_is_not_there()
    {
        foreach (string path in (string[])["/" + new string('a', 300), string.Concat(Enumerable.Repeat("/" + new string('a', 200), 30))])
        {
            using HttpResponseMessage reply = await sites.GetAsync("/hosting/plain-abcde" + path);
            Assert.Equal(404, (int)reply.StatusCode);
        }
    }

    [Fact]
    public async Task Metadata_says_headers_as_they_are_sent()
    {
        using HttpResponseMessage reply = await sites.GetAsync("/hosting/plain-abcde/report.txt");
        HttpContentHeaders headers = reply.Content.Headers;
        Assert.Equal(
            ("attachment; filename=\"r.txt\"", "de", "identity", "text/plain; charset=iso-8859-1", "max-age=3600"),
            (headers.NonValidated["Content-Disposition"].ToString(), headers.ContentLanguage.Single(), headers.ContentEncoding.Single(),
                headers.NonValidated["Content-Type"].ToString(), reply.Headers.CacheControl!.ToString()));
        Assert.False(reply.Headers.Contains("X-Odd"));
    }

    [Fact]
    public async Task A_client_that_has_the_file_gets_it_no_second_time()
    {
        using HttpResponseMessage first = await sites.GetAsync("/hosting/plain-abcde/app.js");
        using HttpResponseMessage second = await sites.GetAsync("/hosting/plain-abcde/app.js",
            ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal((304, 0L), ((int)second.StatusCode, second.Content.Headers.ContentLength ?? 0));
        using HttpResponseMessage other = await sites.GetAsync("/hosting/plain-abcde/app.js", ("If-None-Match", "\"other\""));
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Theory]
    [InlineData("bytes=0-1", 206, "go")]
    [InlineData("bytes=-2", 206, ");")]
    [InlineData("bytes=90-", 416, "")]
    public async Task Parts_of_a_file_can_be_had(string range, int status, string text)
    {
        using HttpResponseMessage reply = await sites.GetAsync("/hosting/plain-abcde/app.js", ("Range", range));
        Assert.Equal((status, text), ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Files_can_be_read_only()
    {
        foreach (string method in new[] { "POST", "PUT", "DELETE", "PATCH" })
        {
            using HttpResponseMessage reply = await sites.SendAsync(method, "/hosting/plain-abcde/app.js");
            Assert.Equal((405, "GET, HEAD"), ((int)reply.StatusCode, string.Join(", ", reply.Content.Headers.Allow)));
        }
        using HttpResponseMessage head = await sites.SendAsync("HEAD", "/hosting/plain-abcde/app.js");
        Assert.Equal((200, 5L, ""), ((int)head.StatusCode, head.Content.Headers.ContentLength,
            await head.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("single-abcde", "/none", 200, "<h1>Home</h1>")]
    [InlineData("single-abcde", "/orders/7/", 200, "<h1>Home</h1>")]
    [InlineData("single-abcde", "/app.js", 200, "go();")]
    [InlineData("number-abcde", "/none", 200, "<h1>Home</h1>")]
    [InlineData("custom-abcde", "/none", 404, "<h1>Lost</h1>")]
    [InlineData("custom-abcde", "/", 200, "<h1>Home</h1>")]
    [InlineData("lost-abcde", "/none", 404, "404 Not Found\n")]
    public async Task What_does_not_exist_is_answered_as_the_app_says(string app, string path, int status, string text)
    {
        foreach (string range in new[] { "", "bytes=0-1" })
        {
            using HttpResponseMessage reply = range.Length == 0 || status == 200
                ? await sites.GetAsync($"/hosting/{app}{path}")
                : await sites.GetAsync($"/hosting/{app}{path}", ("Range", range), ("If-None-Match", "*"));
            Assert.Equal(
                (status, text), ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        }
    }

    [Theory]
    [InlineData("site.example.com", "/docs/", 200, "<h1>Docs</h1>")]
    [InlineData("SITE.example.com:8443", "/", 200, "<h1>Home</h1>")]
    [InlineData("plain-abcde.localhost", "/app.js", 200, "go();")]
    [InlineData("single.example.com", "/any/path", 200, "<h1>Home</h1>")]
    [InlineData("site.example.com", "/health", 200, "Healthy")]
    [InlineData("site.example.com", "/api/client/v2.0/nothing", 404, null)]
    [InlineData("single.example.com", "/api/client/v2.0/nothing", 404, null)]
    [InlineData("other.example.com", "/", 404, null)]
    [InlineData("off-abcde.localhost", "/", 404, null)]
    [InlineData("gone.example.com", "/", 404, null)]
    public async Task A_host_name_of_its_own_has_the_site_at_its_root(string host, string path, int status, string? text)
    {
        using HttpResponseMessage reply = await sites.GetAsync(path, ("Host", host));
        Assert.Equal(status, (int)reply.StatusCode);
        string body = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (text is not null) Assert.Equal(text, body);
        else Assert.Equal($"GET {path} is no route of this API", System.Text.Json.JsonElement.Parse(body).GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_page_of_a_site_finds_its_server_at_the_same_host()
    {
        foreach (string host in new[] { "site.example.com", "plain-abcde.localhost" })
        {
            using HttpResponseMessage reply = await sites.GetAsync("/api/client/v2.0/app/plain-abcde/location", ("Host", host));
            Assert.Contains($"\"hostname\":\"http://{host}\"", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("off-abcde", "the hosting of this app is not enabled")]
    [InlineData("broken-abcde", "the hosting of this app cannot be used; the server's log says why")]
    [InlineData("empty-abcde", "the hosting of this app cannot be used; the server's log says why")]
    [InlineData("without-abcde", "this app has no hosting")]
    [InlineData("nope-abcde", "cannot find app using Client App ID 'nope-abcde'")]
    public async Task An_app_without_a_site_says_why(string app, string error) =>
        (await sites.Server.SendAsync("GET", $"/../../../hosting/{app}/index.html")).AssertError(404, null, error);

    [Fact]
    public void What_is_wrong_with_a_site_is_said()
    {
        Assert.Equal(("hosting/files", "hosting/config.json", true), Row("plain-abcde"));
        Assert.Equal(("hosting/files", "hosting/config.json", false), Row("empty-abcde"));
        Assert.Equal(("hosting/files", "root_config.json", true), Row("old-abcde"));
        Assert.Equal(
            [
                "hosting/metadata.json: '/none.css' is no file of hosting/files (at [5]).",
                "hosting/metadata.json: 'X-Odd' has no effect; Content-Type, Content-Disposition, Content-Language, Content-Encoding, Cache-Control, Website-Redirect-Location are possible (at [0].attrs[5]).",
            ],
            sites.Read("plain-abcde").Warnings
                .Select(warning => FolderReading.WithoutPosition(Path.GetRelativePath(sites.Folder("plain-abcde"), warning))).Order());
        Assert.StartsWith("hosting/metadata.json:1:",
            Path.GetRelativePath(sites.Folder("lost-abcde"), Assert.Single(sites.Read("lost-abcde").Errors)), StringComparison.Ordinal);
        Assert.Contains("default_error_path names '/gone.html', which is no file of hosting/files.",
            Assert.Single(sites.Read("lost-abcde").Warnings), StringComparison.Ordinal);

        (string, string, bool) Row(string app) => sites.Read(app).Items.Where(item => item.Kind == AppItemKind.Hosting)
            .Select(item => (item.Name, item.Place, item.Works)).Single();
    }

    /// <summary>A server with all of these apps.</summary>
    public sealed class Sites : IAsyncLifetime
    {
        private const string Metadata = """
            [{"path":"/report.txt","attrs":[{"name":"Content-Type","value":"text/plain; charset=iso-8859-1"},{"name":"content-disposition","value":"attachment; filename=\"r.txt\""},
              {"name":"Content-Language","value":"de"},{"name":"Content-Encoding","value":"identity"},{"name":"Cache-Control","value":"max-age=3600"},{"name":"X-Odd","value":"1"}]},
             {"path":"/page","attrs":[{"name":"Content-Type","value":"application/html"}]},
             {"path":"/moved","attrs":[{"name":"Website-Redirect-Location","value":"/docs/"}]},
             {"path":"/gone-away","attrs":[{"name":"Website-Redirect-Location","value":"https://example.com/away"}]},
             {"path":"/.well-known/apple-app-site-association","attrs":[{"name":"Content-Type","value":"application/json"}]},
             {"path":"/none.css","attrs":null}]
            """;

        private readonly Dictionary<string, AppFolder> _folders = [];
        private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

        internal AppServerFixture Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            AppFolder plain = Add("plain-abcde", """{"enabled":true,"custom_domain":"","app_default_domain":"plain-abcde.mongodbstitch.com","default_error_path":"","default_error_code":""}""")
                .Write("hosting/metadata.json", Metadata).Write("hosting/files/docs/index.html", "<h1>Docs</h1>")
                    .Write("hosting/files/a b.json", "{}")
                .Write("hosting/files/data.odd", "odd").Write("hosting/files/.well-known/apple-app-site-association", "{\"applinks\":{}}")
                .Write("hosting/files/page", "<h1>Page</h1>").Write("hosting/files/report.txt", "report")
                    .Write("hosting/files/.env", "SECRET=1")
                .Write("hosting/files/.git/config", "x").Write("hosting/files/moved", "").Write("hosting/files/gone-away", "");
            File.CreateSymbolicLink(plain.FileAt("hosting/files/link.json"), plain.FileAt("root_config.json"));
            Directory.CreateSymbolicLink(plain.FileAt("hosting/files/outside"), plain.Path);
            Add("single-abcde", """{"enabled":true,"custom_domain":"single.example.com","default_error_path":"/index.html","default_error_code":"200"}""");
            Add("number-abcde", """{"enabled":true,"default_error_path":"index.html","default_error_code":200}""");
            Add("custom-abcde", """{"enabled":true,"default_error_path":"/404.html","default_error_code":"404"}""").Write("hosting/files/404.html", "<h1>Lost</h1>");
            Add("lost-abcde", """{"enabled":true,"default_error_path":"/gone.html","default_error_code":"404"}""").Write("hosting/metadata.json", "[{");
            Add("off-abcde", """{"enabled":false}""");
            Add("broken-abcde", "{");
            Add("old-abcde", null).Write("root_config.json", """{"app_id":"old-abcde","name":"old","hosting":{"enabled":true}}""");
            _folders["empty-abcde"] = Root("empty-abcde").Write("hosting/config.json", """{"enabled":true}""");
            _folders["without-abcde"] = Root("without-abcde");
            var settings = new ServerSettings
            {
                Sites = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                {
                    ["site.example.com"] = "plain-abcde",
                    ["gone.example.com"] = "gone-abcde",
                },
            };
            Server = await AppServerFixture.StartAsync(options => options with { Settings = settings }, [.. _folders.Values]);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await Server.DisposeAsync();
            foreach (AppFolder folder in _folders.Values) folder.Dispose();
        }

        public string Folder(string app) => _folders[app].Path;

        internal AppDefinition Read(string app) => _folders[app].Read();

        public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
            SendAsync("GET", path, headers);

        internal AppFolder Of(string app) => _folders[app];

        internal Task<HttpResponseMessage> GetAsync(AppServerFixture server, string path) => _http.GetAsync(
            new Uri(server.BaseAddress.GetLeftPart(UriPartial.Authority) + path), TestContext.Current.CancellationToken);

        public Task<HttpResponseMessage> SendAsync(string method, string path, params (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(new HttpMethod(method), Server.BaseAddress.GetLeftPart(UriPartial.Authority) + path);
            foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            return _http.SendAsync(request, TestContext.Current.CancellationToken);
        }

        private AppFolder Add(string app, string? config)
        {
            AppFolder folder = Root(app).Write("hosting/files/index.html", "<h1>Home</h1>").Write("hosting/files/app.js", "go();");
            if (config is not null) folder.Write("hosting/config.json", config);
            return _folders[app] = folder;
        }

        private static AppFolder Root(string app) => new AppFolder().Write("root_config.json", $$"""{"app_id":"{{app}}","name":"site"}""");
    }
}
