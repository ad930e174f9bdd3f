using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Features;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AppServices.Server.StaticHosting;

/// <summary>The web site of a running app, by ASP.NET Core's static files. Source: app-folder 1.13.</summary>
internal sealed class Site : IAppPart
{
    private static readonly string[] s_conditions =
    [
        HeaderNames.Range, HeaderNames.IfRange, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince,
        HeaderNames.IfUnmodifiedSince,
    ];

    private const string Index = "index.html";

    private readonly SiteSettings _settings;
    private readonly SiteFiles _files;
    private readonly RequestDelegate _answer;

    /// <param name="settings">The site.</param>
    /// <param name="folder">The folder of its files.</param>
    /// <param name="services">What the server has.</param>
    public Site(SiteSettings settings, string folder, IServiceProvider services)
    {
        _settings = settings;
        _files = new SiteFiles(folder);
        var steps = new ApplicationBuilder(services);
        steps.Use(RedirectToFolderAsync);
        steps.UseDefaultFiles(new DefaultFilesOptions { FileProvider = _files, DefaultFileNames = [Index] });
        steps.Use(RedirectAsync);
        steps.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = _files,
            ServeUnknownFileTypes = true,
            DefaultContentType = "application/octet-stream",
            OnPrepareResponse = file => Prepare(file.Context),
        });
        steps.Run(AnswerNotFoundAsync);
        _answer = steps.Build();
    }

    /// <summary>Answers a request, of which <see cref="HttpRequest.Path"/> is the path within the site.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        // The middleware leaves requests alone that a route is for.
        context.SetEndpoint(null);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) return _answer(context);
        AllowedMethods.Refuse(context, HttpMethods.Get, HttpMethods.Head);
        return WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "405 Method Not Allowed");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<SiteHeader> HeadersOf(HttpContext context) =>
        _settings.Headers.GetValueOrDefault(context.Request.Path.Value ?? "", []);

    // The middleware would say the host, too, which whoever asks may have made up.
    private Task RedirectToFolderAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        if (request.Path.Value is not { Length: > 0 } path || path.EndsWith('/') || !_files.GetFileInfo($"{path}/{Index}").Exists)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = $"{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}/{request.QueryString}";
        return Task.CompletedTask;
    }

    private Task RedirectAsync(HttpContext context, RequestDelegate next)
    {
        if (HeadersOf(context).FirstOrDefault(header => header.Name == SiteHeader.Redirect) is not { } redirect) return next(context);
        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = redirect.Value is "/" or ['/', not '/', ..]
            ? context.Request.PathBase.ToUriComponent() + redirect.Value
            : redirect.Value;
        return Task.CompletedTask;
    }

    private void Prepare(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-cache";
        if (headers.ContentType.ToString() is ['t', 'e', 'x', 't', '/', ..] text) headers.ContentType = text + "; charset=utf-8";
        foreach (SiteHeader header in HeadersOf(context)) headers[header.Name] = header.Value;
    }

    private Task AnswerNotFoundAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (_settings.ErrorPage is not { } page || request.Path == page)
            return WriteAsync(context, StatusCodes.Status404NotFound, "404 Not Found");
        request.Path = page;
        if (!_settings.IsSinglePage)
        {
            // Of an error page there is neither a part nor a version that a client has.
            foreach (string name in s_conditions) request.Headers.Remove(name);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        return _answer(context);
    }

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
