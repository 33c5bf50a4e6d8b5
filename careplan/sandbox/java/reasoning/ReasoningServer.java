import org.opencds.cqf.fhir.cql.EvaluationSettings;
import org.opencds.cqf.fhir.cr.hapi.config.RepositoryConfig;
import org.opencds.cqf.fhir.cr.hapi.config.r4.ApplyOperationConfig;
import org.opencds.cqf.fhir.cr.hapi.config.r4.PopulateOperationConfig;
import org.opencds.cqf.fhir.utility.client.TerminologyServerClientSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The sandbox with cqframework's clinical-reasoning module: $apply of PlanDefinition and ActivityDefinition, and
 * Questionnaire/$populate. The module registers these operations with the server itself once all beans are there.
 */
@Configuration
@Import({SandboxServer.class, RepositoryConfig.class, ApplyOperationConfig.class, PopulateOperationConfig.class})
public class ReasoningServer {
    public static void main(String[] args) {
        SandboxServer.start(ReasoningServer.class, args);
    }

    @Bean
    EvaluationSettings evaluationSettings() {
        return EvaluationSettings.getDefault();
    }

    @Bean
    TerminologyServerClientSettings terminologyServerClientSettings() {
        return TerminologyServerClientSettings.getDefault();
    }
}
