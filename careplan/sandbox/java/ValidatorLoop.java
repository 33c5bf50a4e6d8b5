import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.FhirVersionEnum;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.utilities.npm.NpmPackage;

/**
 * The HAPI validator of R4 or R5 as a loop: `ValidatorLoop VERSION [PACKAGE...]`, a package being a FHIR npm package (.tgz) or a folder of JSON resources.
 *
 * First line out: {"ready": number of resources loaded}. Then for each line in, {"resource": JSON text, "profile": canonical or null}, one
 * line out: {"issues": [{"severity", "location", "message", "code"}]} or {"error": why}. Ends when standard input does.
 */
public final class ValidatorLoop {
    static final Set<String> CONFORMANCE = Set.of("StructureDefinition", "ValueSet", "CodeSystem");
    static final ObjectMapper JSON = new ObjectMapper();
    static FhirContext context;
    static IParser parser;

    private ValidatorLoop() { }

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what a library prints must not come between our lines
        context = FhirContext.forVersion(FhirVersionEnum.valueOf(args[0]));
        parser = context.newJsonParser().setParserErrorHandler(new LenientErrorHandler(false));
        PrePopulatedValidationSupport guides = new PrePopulatedValidationSupport(context);
        int loaded = 0;
        for (int i = 1; i < args.length; i++) {
            Path path = Path.of(args[i]);
            loaded += Files.isDirectory(path) ? addFolder(guides, path) : addPackage(guides, path);
        }
        FhirValidator validator = validator(guides);
        out.println(JSON.createObjectNode().put("ready", loaded));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(validator, line));
        }
        System.exit(0);
    }

    static FhirValidator validator(PrePopulatedValidationSupport guides) {
        ValidationSupportChain chain = new ValidationSupportChain(
            guides, new DefaultProfileValidationSupport(context), new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context), new SnapshotGeneratingValidationSupport(context));
        FhirInstanceValidator module = new FhirInstanceValidator(chain);
        module.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore); // else dom-6 warns on everything
        module.setErrorForUnknownProfiles(true);
        return context.newValidator().registerValidatorModule(module);
    }

    static ObjectNode answer(FhirValidator validator, String line) {
        ObjectNode answer = JSON.createObjectNode();
        try {
            JsonNode request = JSON.readTree(line);
            ValidationOptions options = new ValidationOptions();
            if (request.hasNonNull("profile")) {
                options.addProfile(request.get("profile").asText());
            }
            ArrayNode issues = answer.putArray("issues");
            for (SingleValidationMessage found : validator.validateWithResult(request.get("resource").asText(), options).getMessages()) {
                issues.addObject().put("severity", found.getSeverity().getCode()).put("location", found.getLocationString())
                    .put("message", found.getMessage()).put("code", found.getMessageId());
            }
        } catch (IOException | RuntimeException failure) {
            answer.removeAll();
            answer.put("error", failure.toString());
        }
        return answer;
    }

    static int addFolder(PrePopulatedValidationSupport guides, Path folder) throws IOException {
        int added = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
                added += add(guides, Files.readString(file), file.toString());
            }
        }
        return added;
    }

    static int addPackage(PrePopulatedValidationSupport guides, Path file) throws IOException {
        int added = 0;
        try (InputStream stream = Files.newInputStream(file)) {
            NpmPackage guide = NpmPackage.fromPackage(stream);
            for (String name : guide.listResources(CONFORMANCE.toArray(String[]::new))) {
                added += add(guides, new String(guide.load("package", name).readAllBytes(), StandardCharsets.UTF_8), file + ":" + name);
            }
        }
        return added;
    }

    static int add(PrePopulatedValidationSupport guides, String text, String where) throws IOException {
        if (!CONFORMANCE.contains(JSON.readTree(text).path("resourceType").asText())) {
            return 0;
        }
        try {
            guides.addResource(parser.parseResource(text));
        } catch (RuntimeException failure) {
            throw new IOException(where + " cannot be loaded: " + failure.getMessage(), failure);
        }
        return 1;
    }
}
