package soquete.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/// The report as one page that needs nothing else: no script, no font, no address.
final class HtmlPage {

    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:16px/1.55 system-ui,sans-serif;max-width:1140px;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;margin:1rem 0;font-size:14px;display:block;overflow-x:auto}
            th,td{border:1px solid #8884;padding:.3rem .6rem;text-align:left;vertical-align:top}
            pre{background:#8881;padding:.8rem;overflow-x:auto;font-size:13px}
            svg{max-width:100%;height:auto;border:1px solid #8884;border-radius:6px}
            h2{margin-top:2.2rem;border-bottom:1px solid #8884}
            """;

    private HtmlPage() {}

    /// @param pictures SVG by file name: each image of the Markdown is replaced by its picture
    static String of(String title, String markdown, Map<String, String> pictures, Locale locale) {
        List<Extension> tables = List.of(TablesExtension.create());
        Parser parser = Parser.builder().extensions(tables).build();
        String body = HtmlRenderer.builder()
                .extensions(tables)
                .escapeHtml(true)
                .build()
                .render(parser.parse(markdown));
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            body = body.replaceAll(
                    "<img src=\"" + picture.getKey() + "\"[^>]*>", Matcher.quoteReplacement(picture.getValue()));
        }
        return "<!doctype html>\n<html lang=\"" + locale.toLanguageTag() + "\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>" + title
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
    }
}
