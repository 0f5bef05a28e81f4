using System.ComponentModel.DataAnnotations;

namespace SolarFlare.Quotes;

/// <summary>The new form: one field.</summary>
public sealed class ShortForm
{
    [Display(Name = "Address of the house")]
    [Required(ErrorMessage = "Please enter the address.")]
    [StringLength(200, MinimumLength = 6, ErrorMessage = "Please enter 6 to 200 characters.")]
    [RegularExpression(@"[^\p{C}]*\d[^\p{C}]*", ErrorMessage = "Please add the house number.")]
    public string? Address { get; set; }
}
