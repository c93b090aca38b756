import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/**
 * Runs mapping templates on Apache Velocity as API Gateway does, as far as these templates ask: {@code $input.params()}
 * and {@code $context.responseOverride.header}. A line of the input is one request, in fields of Base64 with tabs
 * between them: the template, then the name and the value of each header. A line of the output is its answer: "answer",
 * the text, then the name and the value of each header that the template overrides; or "error" and why.
 */
public final class MappingTemplates {
  /** What {@code $input} is; Velocity finds the method by its name. */
  public static final class Input {
    private final Map<String, Object> parameters;

    Input(Map<String, String> headers) {
      parameters = Map.of("path", Map.of(), "querystring", Map.of(), "header", headers);
    }

    public Map<String, Object> params() {
      return parameters;
    }
  }

  /** API Gateway answers 500 when a header is overridden a second time. */
  public static final class Overrides extends LinkedHashMap<String, Object> {
    @Override
    public Object put(String name, Object value) {
      if (containsKey(name)) throw new IllegalStateException(name + " is overridden twice");
      return super.put(name, value);
    }
  }

  public static void main(String[] arguments) throws Exception {
    VelocityEngine engine = new VelocityEngine();
    engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
    // What is not there is an error, and not the text of its name.
    engine.setProperty("runtime.references.strict", "true");
    engine.init();
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    StringBuilder answers = new StringBuilder();
    for (String line = requests.readLine(); line != null; line = requests.readLine())
      answers.append(answer(engine, line.split("\t"))).append('\n');
    System.out.print(answers);
  }

  private static String answer(VelocityEngine engine, String[] request) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int at = 1; at + 1 < request.length; at += 2) headers.put(decoded(request[at]), decoded(request[at + 1]));
    Overrides overrides = new Overrides();
    VelocityContext context = new VelocityContext();
    context.put("input", new Input(headers));
    context.put("context", Map.of("responseOverride", Map.of("header", overrides)));
    StringWriter text = new StringWriter();
    try {
      if (!engine.evaluate(context, text, "template", decoded(request[0]))) return line("error", List.of("not evaluated"));
    } catch (RuntimeException error) {
      Throwable cause = error.getCause() == null ? error : error.getCause();
      return line("error", List.of(error.getMessage() + ": " + cause.getMessage()));
    }
    List<String> fields = new ArrayList<>(List.of(text.toString()));
    overrides.forEach((name, value) -> fields.addAll(List.of(name, String.valueOf(value))));
    return line("answer", fields);
  }

  private static String line(String kind, List<String> fields) {
    StringBuilder line = new StringBuilder(kind);
    for (String field : fields)
      line.append('\t').append(Base64.getEncoder().encodeToString(field.getBytes(StandardCharsets.UTF_8)));
    return line.toString();
  }

  private static String decoded(String field) {
    return new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8);
  }
}
