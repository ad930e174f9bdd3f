using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>What is uploaded: files of a site, and packages (admin-api 4.11, 4.12).</summary>
public sealed class FilesTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private static readonly byte[] s_page = "<h1>hello</h1>"u8.ToArray();

    [Fact]
    public async Task A_site_is_uploaded_listed_served_and_changed()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string appId) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(204, "PATCH", app + "/hosting/config", """{"enabled":true}""");
        const string Hash = "a01618fc9b714c0e530f525e1bd6b123";
        Assert.Equal(204, await UploadAsync(admin, app, "/a/index.html", Hash, """[{"name":"Cache-Control","value":"max-age=60"}]"""));
        Assert.Equal(400, await UploadAsync(admin, app, "/x.html", new string('0', 32), "[]"));
        Assert.Equal(400, await UploadAsync(admin, app, "/../../x.html", Hash, "[]"));
        Assert.Equal(400, await UploadAsync(admin, app, "/x.html", Hash, """[{"name":"Set-Cookie","value":"a"}]"""));
        var asset = Assert.Single((await admin.ExpectAsync(200, "GET", app + "/hosting/assets?recursive=true")).Json.EnumerateArray());
        Assert.Equal(("/a/index.html", Hash, s_page.Length), (asset.GetProperty("path").GetString(), asset.GetProperty("hash").GetString(), asset.GetProperty("size").GetInt32()));
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", app + "/hosting/assets")).Text);
        using (HttpResponseMessage page = await server.Http.GetAsync(asset.GetProperty("url").GetString(), TestContext.Current.CancellationToken))
        {
            Assert.Equal(s_page, await page.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("max-age=60", page.Headers.CacheControl?.ToString());
        }

        await admin.ExpectAsync(204, "POST", app + "/hosting/assets", """{"move_from":"/a/index.html","move_to":"/index.html"}""");
        await admin.ExpectAsync(204, "POST", app + "/hosting/assets", """{"copy_from":"/index.html","copy_to":"/b.html"}""");
        await admin.ExpectAsync(204, "PATCH", app + "/hosting/assets/asset?path=/b.html", """{"attributes":[{"name":"Content-Type","value":"text/plain"}]}""");
        Assert.Equal("text/plain", (await admin.ExpectAsync(200, "GET", app + "/hosting/assets/asset?path=/b.html")).Json.GetProperty("attrs")[0].GetProperty("value").GetString());
        await admin.ExpectAsync(204, "DELETE", app + "/hosting/assets/asset?path=/index.html");
        await admin.ExpectAsync(404, "GET", app + "/hosting/assets/asset?path=/index.html");
        await admin.ExpectAsync(204, "PUT", app + "/hosting/cache", """{"invalidate":true,"path":"/*"}""");

        // An import of the definition is none of the site.
        await admin.ExpectAsync(204, "POST", app + "/import", AppsTests.Definition);
        Assert.Equal(["/b.html"], (await admin.ExpectAsync(200, "GET", app + "/hosting/assets?recursive=true")).Json.EnumerateArray().Select(found => found.GetProperty("path").GetString()));
        await admin.ExpectAsync(204, "PATCH", app + "/hosting/config", """{"enabled":false}""");
        Assert.Equal("hosting is disabled", (await admin.ExpectAsync(400, "PUT", app + "/hosting/cache", "{}")).String("error"));
        using HttpResponseMessage off = await server.Http.GetAsync($"/hosting/{appId}/b.html", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)off.StatusCode);
    }

    [Fact]
    public async Task Packages_are_uploaded_listed_compared_and_exported()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", app + "/dependencies")).Json.GetProperty("dependencies_list").GetRawText());
        byte[] package = """{"name":"x","dependencies":{"lodash":"4.17.21","@a/b":"^1.0.0"}}"""u8.ToArray();
        Assert.Equal(204, (int)(await SendFileAsync(admin, HttpMethod.Put, app + "/dependencies", "package.json", package)).Status);
        Assert.Equal("successful", (await admin.ExpectAsync(200, "GET", app + "/dependencies/status")).String("status"));
        Assert.Equal(["@a/b ^1.0.0", "lodash 4.17.21"], await PackagesAsync(admin, app));
        await admin.ExpectAsync(204, "PUT", app + "/dependencies/%40c%2Fd?version=2.0.0");
        await admin.ExpectAsync(204, "DELETE", app + "/dependencies/lodash");
        await admin.ExpectAsync(404, "DELETE", app + "/dependencies/lodash");
        await admin.ExpectAsync(400, "PUT", app + "/dependencies/..%2Fx?version=1");
        Assert.Equal(["@a/b ^1.0.0", "@c/d 2.0.0"], await PackagesAsync(admin, app));
        WireReply diff = await SendFileAsync(admin, HttpMethod.Post, app + "/dependencies/diff", "package.json", package);
        Assert.Equal("lodash", diff.Json.GetProperty("added")[0].GetProperty("name").GetString());
        Assert.Equal("@c/d", diff.Json.GetProperty("deleted")[0].GetProperty("name").GetString());
        using (HttpRequestMessage request = Request(admin, HttpMethod.Get, app + "/dependencies/export"))
        using (HttpResponseMessage exported = await server.Http.SendAsync(request, TestContext.Current.CancellationToken))
            Assert.Equal("package.json", exported.Content.Headers.ContentDisposition!.FileName);

        foreach ((string name, byte[] archive) in ((string, byte[])[])[("node_modules.zip", Zip()), ("node_modules.tar.gz", Tar())])
        {
            Assert.Equal(204, (int)(await SendFileAsync(admin, HttpMethod.Put, app + "/dependencies", name, archive)).Status);
            Assert.Equal(["@s/two 2.0.0", "one 1.2.3"], await PackagesAsync(admin, app));
            using HttpRequestMessage request = Request(admin, HttpMethod.Get, app + "/dependencies/archive");
            using HttpResponseMessage exported = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(name, exported.Content.Headers.ContentDisposition!.FileName);
            Assert.Equal(archive, await exported.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
        foreach ((string name, string content) in ((string, string)[])[("package.json", "{"), ("package.json", """{"dependencies":{"../x":"1"}}"""), ("node_modules.zip", "no"), ("node_modules.tgz", "no"), ("x.txt", "x")])
            Assert.Equal(400, (int)(await SendFileAsync(admin, HttpMethod.Put, app + "/dependencies", name, Encoding.UTF8.GetBytes(content))).Status);
    }

    [Fact]
    public async Task Paths_that_no_file_can_have_are_refused()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string appId) = await AppsTests.CreateAsync(admin);
        const string Hash = "a01618fc9b714c0e530f525e1bd6b123";
        string longest = "/" + new string('a', 255);
        foreach (string path in (string[])["/a", longest]) Assert.Equal(204, await UploadAsync(admin, app, path, Hash, "[]"));
        string[] none = ["/a/b", "/a/b/c", longest + "a", "/" + new string('é', 128), "/b/" + longest[1..] + "a", "/.env", "/b/.c/d", "/node_modules/x"];
        foreach (string path in none)
        {
            Assert.Equal(400, await UploadAsync(admin, app, path, Hash, "[]"));
            await admin.ExpectAsync(400, "POST", app + "/hosting/assets", $$"""{"copy_from":"/a","copy_to":"{{path}}"}""");
        }
        Assert.Equal(204, await UploadAsync(admin, app, "/c/d", Hash, "[]"));
        Assert.Contains("'hosting/files/c' is a file", (await admin.ExpectAsync(400, "POST", app + "/hosting/assets", """{"copy_from":"/a","copy_to":"/c"}""")).String("error"), StringComparison.Ordinal);
        const string Import = """{"config_version":20210101,"functions":{"config":[],"sources":{"a.js":"exports = () => 1;","a.js/b.js":"exports = () => 1;"}}}""";
        await admin.ExpectAsync(400, "POST", app + "/import", Import);
        await admin.ExpectAsync(400, "POST", app + "/import?diff=true", Import);
        await admin.ExpectAsync(201, "POST", app + "/drafts");
        Assert.Equal(400, await UploadAsync(admin, app, "/a/b", Hash, "[]"));
        Assert.Equal(["/a", longest, "/c/d"], (await admin.ExpectAsync(200, "GET", app + "/hosting/assets?recursive=true")).Json.EnumerateArray().Select(found => found.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Objects_may_have_names_that_files_cannot_have()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        foreach (string name in (string[])["node_modules", "con", "LPT1"])
        {
            string made = (await admin.ExpectAsync(201, "POST", app + "/values", $$"""{"name":"{{name}}","value":1}""")).String("_id");
            Assert.Equal(name, (await admin.ExpectAsync(200, "GET", $"{app}/values/{made}")).String("name"));
        }
        foreach (string name in (string[])["node_modules", "con", "NUL.x", "..", new string('é', 128)])
        {
            string made = (await admin.ExpectAsync(201, "POST", app + "/services", $$$"""{"name":"{{{name}}}","type":"http","config":{}}""")).String("_id");
            Assert.Equal(name, (await admin.ExpectAsync(200, "GET", $"{app}/services/{made}")).String("name"));
        }
        await admin.ExpectAsync(400, "POST", app + "/values", $$"""{"name":"{{new string('a', 129)}}","value":1}""");
        await admin.ExpectAsync(400, "POST", app + "/functions", $$"""{"name":"{{new string('a', 300)}}","source":"exports = () => 1;"}""");
        await admin.ExpectAsync(400, "POST", "/apps", $$$"""{"name":"t","data_source":{"name":"{{{new string('a', 300)}}}","type":"mongodb-atlas"}}""");
    }

    private static async Task<string[]> PackagesAsync(AdminClient admin, string app) =>
        [.. (await admin.ExpectAsync(200, "GET", app + "/dependencies")).Json.GetProperty("dependencies_list").EnumerateArray()
            .Select(package => $"{package.GetProperty("name").GetString()} {package.GetProperty("version").GetString()}")];

    private async Task<int> UploadAsync(AdminClient admin, string app, string path, string hash, string attributes)
    {
        using HttpRequestMessage request = Request(admin, HttpMethod.Put, app + "/hosting/assets/asset");
        var body = new MultipartContent("mixed");
        foreach ((string name, byte[] content) in ((string, byte[])[])
            [("meta", Encoding.UTF8.GetBytes($$"""{"appId":"x","path":"{{path}}","hash":"{{hash}}","size":{{s_page.Length}},"attrs":{{attributes}}}""")), ("file", s_page)])
            body.Add(new ByteArrayContent(content) { Headers = { ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = name } } });
        request.Content = body;
        return (int)(await server.SendAsync(request)).Status;
    }

    private async Task<WireReply> SendFileAsync(AdminClient admin, HttpMethod method, string path, string name, byte[] content)
    {
        using HttpRequestMessage request = Request(admin, method, path);
        request.Content = new MultipartFormDataContent { { new ByteArrayContent(content), "file", name } };
        return await server.SendAsync(request);
    }

    private static HttpRequestMessage Request(AdminClient admin, HttpMethod method, string path) =>
        new(method, $"{AdminClient.Api}/groups/{admin.GroupId}{path}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", admin.AccessToken) } };

    private static IEnumerable<(string Path, string Text)> Modules() =>
    [
        ("node_modules/one/package.json", """{"version":"1.2.3"}"""),
        ("node_modules/one/node_modules/inner/package.json", """{"version":"9.9.9"}"""),
        ("node_modules/@s/two/package.json", """{"version":"2.0.0"}"""),
        ("node_modules/one/index.js", "x"),
    ];

    private static byte[] Zip()
    {
        var made = new MemoryStream();
        using (var archive = new ZipArchive(made, ZipArchiveMode.Create))
        {
            foreach ((string path, string text) in Modules())
            {
                using var entry = new StreamWriter(archive.CreateEntry(path).Open());
                entry.Write(text);
            }
        }
        return made.ToArray();
    }

    private static byte[] Tar()
    {
        var made = new MemoryStream();
        using (var zipped = new GZipStream(made, CompressionMode.Compress))
        using (var archive = new System.Formats.Tar.TarWriter(zipped))
        {
            foreach ((string path, string text) in Modules())
            {
                archive.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, path)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                });
            }
        }
        return made.ToArray();
    }
}
